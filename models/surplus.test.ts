import { describe, expect, it } from 'vitest';
import {
  alertLevels,
  alertProbability,
  correctedProbability,
  initialSurplus,
  learnSurplus,
  type Surplus,
} from './surplus.ts';

const RATE = 1 / 168;
const WEEK = 168;

/** Numbers between 0 and 1, the same each time. */
function* evenly(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

/** What comes of candles whose probability is not what past scores say. */
function watch(surplus: Surplus, candles: number, probabilityOf: (even: number) => number, seed = 7) {
  const even = evenly(seed);
  let [alerts, last] = [0, surplus];
  for (let candle = 0; candle < candles; candle++) {
    const levels = alertLevels(last);
    const probability = probabilityOf(even.next().value);
    if (probability < alertProbability(levels, RATE)) alerts += 1;
    last = learnSurplus(last, levels, probability, '1h');
  }
  return { alerts, surplus: last };
}

describe('the surplus of alerts', () => {
  it('leaves probabilities alone before anything was judged', () => {
    const levels = alertLevels(initialSurplus());
    for (const probability of [1, 0.3, 1 / 168, 1e-4, 1e-9]) {
      expect(correctedProbability(levels, probability)).toBeCloseTo(probability, 12);
      expect(alertProbability(levels, probability)).toBeCloseTo(probability, 12);
    }
  });

  it('makes up for about half of what past scores promise wrongly', () => {
    const often = watch(initialSurplus(), 200 * WEEK, (even) => even / 2).alerts / 200;
    const seldom = watch(initialSurplus(), 200 * WEEK, (even) => even * 2).alerts / 200;
    expect(often).toBeGreaterThan(1.1);
    expect(often).toBeLessThan(1.6);
    expect(seldom).toBeGreaterThan(0.7);
    expect(seldom).toBeLessThan(0.95);
  });

  it('asks for more after a flood and for less in a calm, within bounds', () => {
    const flood = watch(initialSurplus(), 100, () => 1e-6).surplus;
    const calm = watch(initialSurplus(), 50 * WEEK, () => 1).surplus;
    expect(alertProbability(alertLevels(flood), RATE) / RATE).toBeCloseTo(Math.exp(-1), 2);
    expect(alertProbability(alertLevels(calm), RATE) / RATE).toBeCloseTo(Math.exp(1.2), 2);
    // A flood is forgotten in a few weeks, as past scores are.
    const later = watch(flood, 5 * WEEK, () => 1).surplus;
    expect(alertProbability(alertLevels(later), RATE) / RATE).toBeGreaterThan(0.6);
  });

  it('never makes what is rarer more common, so that a smaller budget brings a part of what a larger one does', () => {
    const mixed = Float64Array.from(initialSurplus(), (_, level) => (level % 2 ? 9 : -3.9));
    const levels = alertLevels(mixed);
    let last = 1;
    for (let rate = 0.5; rate > 1e-7; rate *= 0.9) {
      const probability = alertProbability(levels, rate);
      expect(probability).toBeLessThanOrEqual(last);
      last = probability;
    }
  });

  it('says of each candle at which budgets it is an alert', () => {
    const even = evenly(11);
    const mixed = Float64Array.from(initialSurplus(), () => 12 * even.next().value - 3);
    const levels = alertLevels(mixed);
    for (let count = 0; count < 2000; count++) {
      const probability = even.next().value ** 6;
      const corrected = correctedProbability(levels, probability);
      expect(probability < alertProbability(levels, corrected * 1.001)).toBe(true);
      expect(probability < alertProbability(levels, corrected * 0.999)).toBe(false);
    }
  });
});
