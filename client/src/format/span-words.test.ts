import { expect, it } from 'vitest';
import { incidentWords, spanWords } from './span-words.ts';

const HOUR = 3_600_000;

it('says how long a time is in the unit that a person would take', () => {
  expect(
    [0.75, 9, 47, 72, 24 * 80, 24 * 425, 24 * 365.25 * 6].map((hours) => spanWords(hours * HOUR)),
  ).toEqual(['45 min', '9 h', '47 h', '3 days', '80 days', '14 months', '6 years']);
  expect(incidentWords(2, 9 * HOUR)).toBe('2 anomalies within 9 h');
});
