import { createRandom, type Ohlcv } from '@detective/data';
import { describe, expect, it } from 'vitest';
import {
  deviation,
  HALF_LIVES,
  initialScales,
  learnScales,
  longDeviation,
  longMoveHalfLife,
  quickScale,
  volumeScore,
  type Scales,
} from './scales.ts';

const PRIORS = { volatility: 0.01, range: 0.012, volumeDeviation: 1 };
const random = createRandom(2);

const candle = (close: number, spread: number, volume: number): Ohlcv => ({
  openTime: 0,
  open: close,
  high: close * Math.exp(spread),
  low: close * Math.exp(-spread),
  close,
  volume,
});

/** Scales after a random walk whose steps have this deviation. */
function afterWalk(step: number, count: number, start: Scales = initialScales(PRIORS, '1h')): Scales {
  let [scales, close] = [start, start.close || 100];
  for (let index = 0; index < count; index++) {
    close *= Math.exp(step * random.normal());
    scales = learnScales(scales, candle(close, step, Math.exp(random.normal())));
  }
  return scales;
}

describe('the running scales', () => {
  it('find the deviation of the returns, and of ln volume', () => {
    const scales = afterWalk(0.02, 3000);
    expect(deviation(scales)).toBeGreaterThan(0.017);
    expect(deviation(scales)).toBeLessThan(0.023);
    expect(scales.volumeVariance).toBeGreaterThan(0.7);
    expect(scales.volumeVariance).toBeLessThan(1.4);
  });

  it('have left a wrong prior behind when the warm-up ends', () => {
    const scales = afterWalk(0.1, 48);
    expect(deviation(scales)).toBeGreaterThan(0.06);
  });

  it('begin with a prior that grows with the root of the interval', () => {
    expect(deviation(initialScales(PRIORS, '4h'))).toBeCloseTo(0.02, 9);
  });

  it('give one wild candle no more weight than ten deviations', () => {
    const calm = afterWalk(0.01, 1000);
    const shocked = learnScales(calm, candle(calm.close * 1.5, 0.01, 1));
    const bounded = learnScales(calm, candle(calm.close * Math.exp(10 * deviation(calm)), 0.01, 1));
    expect(shocked.variance).toBeCloseTo(bounded.variance, 12);
  });

  it('count a move over a gap by the root of its length', () => {
    const calm = afterWalk(0.01, 1000);
    const [oneHour, nineHours] = [1, 3].map((growth) =>
      learnScales(calm, candle(calm.close * Math.exp(0.01 * growth), 0, 1), growth),
    );
    expect(nineHours?.variance).toBeCloseTo(oneHour?.variance ?? 0, 12);
  });

  it.each([
    ['5m', 12],
    ['15m', 4],
    ['1h', 1],
    ['4h', 1],
  ] as const)('forget half of the long move, at %s, in %d times 2,000 candles', (interval, times) => {
    // Long settled, so that the newest candle counts by the half-life and no longer as in a plain mean.
    let scales: Scales = { ...afterWalk(0.01, 100), candles: 1e6 };
    const before = longDeviation(scales);
    for (let index = 0; index < times * HALF_LIVES.long; index++) {
      scales = learnScales(scales, candle(scales.close, 1e-9, 1), 1, 1, longMoveHalfLife(interval));
    }
    expect(longDeviation(scales) / before).toBeCloseTo(0.5, 6);
  });

  it('learn nothing about volume from a candle without any', () => {
    const calm = afterWalk(0.01, 100);
    const { volumeMean, volumeVariance } = learnScales(calm, candle(calm.close, 0.01, 0));
    expect({ volumeMean, volumeVariance }).toEqual({
      volumeMean: calm.volumeMean,
      volumeVariance: calm.volumeVariance,
    });
    expect(volumeScore(calm, 0)).toBe(0);
  });

  it('are never zero, however long the market stands still', () => {
    let scales = afterWalk(0.01, 10);
    for (let index = 0; index < 50_000; index++) scales = learnScales(scales, candle(scales.close, 0, 1));
    expect(deviation(scales)).toBeGreaterThan(0);
    expect(quickScale(scales)).toBeGreaterThan(0);
  });
});
