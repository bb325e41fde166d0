import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { rollingAlerts, RollingThreshold } from './rolling-threshold.ts';

describe('the rolling threshold', () => {
  it('is the score that the allowed share of past scores exceeds', () => {
    const threshold = new RollingThreshold(9);
    expect(threshold.at(0.1)).toBeNull();
    for (const score of [1, 2, 3, 4, 5, 6, 7, 8, 9]) threshold.push(score);
    expect(threshold.at(0.1)).toBe(9);
    expect(threshold.at(0.2)).toBe(8);
    expect(threshold.at(0.25)).toBeCloseTo(7.5, 12);
    expect(threshold.at(0.001)).toBe(9);
  });

  it('forgets what is older than its window', () => {
    const threshold = new RollingThreshold(2);
    for (const score of [100, 1, 2]) threshold.push(score);
    expect(threshold.at(0.01)).toBe(2);
  });

  it('judges each score before it learns from it', () => {
    expect(rollingAlerts(Float64Array.of(1, 2, NaN, 2, 3), [0.01])).toEqual([
      [false, true, false, false, true],
    ]);
  });

  it('keeps the rate on independent scores', () => {
    const random = createRandom(2);
    const scores = Float64Array.from({ length: 20_000 }, () => random.normal());
    const [often = [], rarely = []] = rollingAlerts(scores, [0.05, 0.01], 1000);
    expect(often.filter(Boolean).length / 20_000).toBeCloseTo(0.05, 2);
    expect(rarely.filter(Boolean).length / 20_000).toBeCloseTo(0.01, 2);
  });
});
