import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { weeklyBootstrap, type Moment } from './weekly-bootstrap.ts';

const HOUR = 3_600_000;
const ratio = ([own = NaN, rival = NaN]: readonly number[]): number => own / rival - 1;

/** Errors of two methods, hour by hour: the second's are the first's and `gap` more. */
function errors(gap: (random: () => number) => number): Moment[] {
  const random = createRandom(4);
  return Array.from({ length: 40 * 168 }, (_, hour) => {
    const own = random.uniform();
    return { openTime: hour * HOUR, sums: [own, own + gap(() => random.uniform())] };
  });
}

describe('a paired bootstrap by weeks', () => {
  it('is sure of a small difference that is the same in each hour, however much the hours differ', () => {
    const { value, low, high } = weeklyBootstrap(
      errors(() => 0.01),
      ratio,
    );
    expect(value).toBeCloseTo(-0.0196, 2);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
    expect(high - low).toBeLessThan(0.002);
  });

  it('is not sure of one that is chance, and says so by an interval on both sides of 0', () => {
    const { low, high } = weeklyBootstrap(
      errors((random) => random() - 0.5),
      ratio,
    );
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it('covers what it should: of means of 100 such series some 95 lie in the interval', () => {
    const mean = ([sum = NaN, count = NaN]: readonly number[]): number => sum / count;
    const covered = Array.from({ length: 100 }, (_, series) => {
      const random = createRandom(1000 + series);
      const weeks = Array.from({ length: 60 }, () => random.uniform() - 0.5);
      const moments = weeks.flatMap((level, week) =>
        Array.from({ length: 7 }, (__, day) => ({
          openTime: (week * 168 + day * 24) * HOUR,
          sums: [level + random.uniform() - 0.5, 1],
        })),
      );
      const { low, high } = weeklyBootstrap(moments, mean);
      return low <= 0 && high >= 0;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThan(85);
    expect(covered).toBeLessThan(100);
  });

  it('gives the same interval for the same moments', () => {
    const moments = errors((random) => random());
    expect(weeklyBootstrap(moments, ratio)).toEqual(weeklyBootstrap(moments, ratio));
  });
});
