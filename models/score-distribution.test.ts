import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { scoreDistribution, survival, thresholdFor } from './score-distribution.ts';
import { addScore, halfLife, initialHistogram, sharesOf } from './score-histogram.ts';

const random = createRandom(5);
/** Exponential scores with this mean. */
const score = (mean: number): number => -mean * Math.log(1 - random.uniform());
const prior = { shares: sharesOf(Array.from({ length: 20_000 }, () => score(1))), shape: 0 };

it('past scores count half after five weeks, or after 84 candles of a day and longer', () => {
  expect(halfLife('1h')).toBe(5 * 168);
  expect(halfLife('15m')).toBe(4 * 5 * 168);
  expect(halfLife('1d')).toBe(84);
  for (const interval of ['15m', '1h', '4h', '1w'] as const) {
    let histogram = initialHistogram(prior, interval);
    const whole = histogram.reduce((sum, weight) => sum + weight);
    expect(whole).toBeCloseTo(Math.min(halfLife(interval), 1008), 6);
    for (let candle = 0; candle < halfLife(interval); candle++)
      histogram = addScore(histogram, 1e9, interval);
    const before = histogram.slice(0, -1).reduce((sum, weight) => sum + weight);
    expect(before).toBeCloseTo(whole / 2, 6);
  }
});

describe('the threshold', () => {
  it('is exceeded at the rate of the budget', () => {
    for (const rate of [0.3, 1 / 21, 1 / 168, 1 / 700]) {
      let histogram = initialHistogram(prior, '1h');
      let alerts = 0;
      const count = 40_000;
      for (let candle = 0; candle < count; candle++) {
        const next = score(1);
        if (next > thresholdFor(scoreDistribution(histogram, prior.shape), rate)) alerts += 1;
        histogram = addScore(histogram, next, '1h');
      }
      const error = Math.sqrt(count * rate);
      expect(Math.abs(alerts - count * rate)).toBeLessThan(4 * error);
    }
  });

  it('follows a market that has become wilder than the training years', () => {
    let histogram = initialHistogram(prior, '1h');
    for (let candle = 0; candle < 6000; candle++) histogram = addScore(histogram, score(2), '1h');
    const threshold = thresholdFor(scoreDistribution(histogram, prior.shape), 1 / 168);
    const wanted = 2 * Math.log(168);
    expect(threshold).toBeGreaterThan(0.8 * wanted);
    expect(threshold).toBeLessThan(1.2 * wanted);
  });

  it('is finite for once in a century, and for scores that were all zero', () => {
    let histogram = initialHistogram(prior, '1h');
    expect(thresholdFor(scoreDistribution(histogram, 0.5), 1 / 876_600)).toBeLessThan(1e6);
    for (let candle = 0; candle < 30_000; candle++) histogram = addScore(histogram, 0, '1h');
    expect(Number.isFinite(thresholdFor(scoreDistribution(histogram, 0), 1 / 168))).toBe(true);
  });

  it('is the score whose probability is the rate', () => {
    const distribution = scoreDistribution(initialHistogram(prior, '1h'), 0.1);
    for (const rate of [0.2, 0.05, 0.01, 1e-3, 1e-5]) {
      expect(survival(distribution, thresholdFor(distribution, rate))).toBeCloseTo(rate, 9);
    }
  });

  it('counts a score beyond the last cell of the grid', () => {
    const histogram = addScore(initialHistogram(prior, '1h'), 1e9, '1h');
    expect(histogram.at(-1)).toBeCloseTo(1, 3);
    expect(Number.isFinite(thresholdFor(scoreDistribution(histogram, 0.3), 1e-4))).toBe(true);
  });
});
