import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { initialRecord, remember, scoreLaw, sharesOf, survival, thresholdFor } from './calibration.ts';

const random = createRandom(5);
/** Exponential scores with this mean. */
const score = (mean: number): number => -mean * Math.log(1 - random.uniform());
const prior = { shares: sharesOf(Array.from({ length: 20_000 }, () => score(1))), shape: 0 };

describe('the threshold', () => {
  it('is exceeded at the rate of the budget', () => {
    for (const rate of [0.3, 1 / 21, 1 / 168, 1 / 700]) {
      let record = initialRecord(prior);
      let alerts = 0;
      const count = 40_000;
      for (let candle = 0; candle < count; candle++) {
        const next = score(1);
        if (next > thresholdFor(scoreLaw(record, prior.shape), rate)) alerts += 1;
        record = remember(record, next);
      }
      const error = Math.sqrt(count * rate);
      expect(Math.abs(alerts - count * rate)).toBeLessThan(4 * error);
    }
  });

  it('follows a market that has become wilder than the training years', () => {
    let record = initialRecord(prior);
    for (let candle = 0; candle < 6000; candle++) record = remember(record, score(2));
    const threshold = thresholdFor(scoreLaw(record, prior.shape), 1 / 168);
    const wanted = 2 * Math.log(168);
    expect(threshold).toBeGreaterThan(0.8 * wanted);
    expect(threshold).toBeLessThan(1.2 * wanted);
  });

  it('is finite for once in a century, and for scores that were all zero', () => {
    let record = initialRecord(prior);
    expect(thresholdFor(scoreLaw(record, 0.5), 1 / 876_600)).toBeLessThan(1e6);
    for (let candle = 0; candle < 30_000; candle++) record = remember(record, 0);
    expect(Number.isFinite(thresholdFor(scoreLaw(record, 0), 1 / 168))).toBe(true);
  });

  it('is the score whose probability is the rate', () => {
    const law = scoreLaw(initialRecord(prior), 0.1);
    for (const rate of [0.2, 0.05, 0.01, 1e-3, 1e-5]) {
      expect(survival(law, thresholdFor(law, rate))).toBeCloseTo(rate, 9);
    }
  });

  it('counts a score beyond the last cell of the grid', () => {
    const record = remember(initialRecord(prior), 1e9);
    expect(record.at(-1)).toBeCloseTo(1, 3);
    expect(Number.isFinite(thresholdFor(scoreLaw(record, 0.3), 1e-4))).toBe(true);
  });
});
