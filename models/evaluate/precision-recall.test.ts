import { createRandom } from '@detective/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from './precision-recall.ts';

describe('the area under the precision–recall curve', () => {
  it('is what a small ranking gives by hand', () => {
    expect(averagePrecision([9, 5], [7, 1])).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(averagePrecision([3], [9, 8, 7])).toBeCloseTo(1 / 4, 12);
  });

  it('is 1 when all positives come first, and counts a tie against them', () => {
    expect(averagePrecision([3, 2], [1, 0])).toBe(1);
    expect(averagePrecision([1, 1], [1, 1])).toBe(0.5);
  });

  it('copes with a score of minus infinity and with no positive', () => {
    expect(averagePrecision([-Infinity, 5], [1, 2])).toBeCloseTo((1 + 2 / 4) / 2, 12);
    expect(averagePrecision([], [1])).toBeNaN();
  });

  it('does not depend on the order or the unit of the scores', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const area = averagePrecision(positives, negatives);
        expect(averagePrecision([...positives].reverse(), [...negatives].reverse())).toBe(area);
        expect(
          averagePrecision(
            positives.map((s) => 3 * s - 5),
            negatives.map((s) => 3 * s - 5),
          ),
        ).toBe(area);
      }),
    );
  });

  it('is about the share of positives for random scores', () => {
    const random = createRandom(1);
    const draw = (count: number) => Array.from({ length: count }, () => random.uniform());
    expect(averagePrecision(draw(500), draw(4500))).toBeCloseTo(0.1, 1);
  });
});
