import { expect, it } from 'vitest';
import { precisionWords } from './precision-words.ts';

it('says how many of the judged anomalies were real, and out of how many', () => {
  const { words, meaning } = precisionWords({
    precision: 10 / 12,
    realAlerts: 10,
    falseAlerts: 2,
    expectedAlerts: 3,
  });
  expect(words).toBe('Precision 83 % of 12 judged');
  expect(meaning).toContain('10 real, 2 false; 3 expected');
});

it('has no precision before a verdict that counts', () => {
  const none = { precision: null, realAlerts: 0, falseAlerts: 0, expectedAlerts: 0 };
  expect(precisionWords(none).words).toMatch(/^None judged yet/);
  expect(precisionWords({ ...none, expectedAlerts: 2 }).words).toBe('2 expected, no other judged');
});
