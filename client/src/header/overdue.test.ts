import { expect, it } from 'vitest';
import { overdueWords } from './overdue.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('says nothing before the next candle is due, nor while it is a moment late', () => {
  expect([0, 30 * MINUTE, 62 * MINUTE].map((since) => overdueWords(since, HOUR))).toEqual(['', '', '']);
});

it('says how long nothing has come, in the unit a reader would use', () => {
  const words = [63 * MINUTE, 119.9 * MINUTE, 2 * HOUR, 47.5 * HOUR, 50 * HOUR].map((since) =>
    overdueWords(since, HOUR),
  );
  expect(words).toEqual(['63 minutes', '119 minutes', '2 hours', '47 hours', '2 days']);
});
