import { describe, expect, it } from 'vitest';
import { asSurprising, initialHeadTails, learnHeads, type HeadTails } from './head-tails.ts';

/** What one view knows after candles of these surprisals. */
const after = (surprisals: readonly number[]): HeadTails =>
  surprisals.reduce<HeadTails>((heads, surprisal) => learnHeads(heads, [surprisal]), initialHeadTails(1));

/** Surprisals of a series that does what the training years did: a tenth of them beyond 1, a hundredth beyond 2. */
const asTrained = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => -Math.log10((((index * 617) % count) + 0.5) / count));

describe('the tails of the views, learned as a series goes on', () => {
  it('are those of the training years to begin with, and where a series is like them or calmer', () => {
    for (const surprisals of [[], asTrained(9973), new Array<number>(9973).fill(0.5)]) {
      const heads = after(surprisals);
      for (const surprisal of [0, 1, 2, 3, 6])
        expect(asSurprising(heads, 0, surprisal) / (surprisal || 1)).toBeCloseTo(surprisal ? 1 : 0, 1);
    }
  });

  it('take a view as less surprised where the series goes so far as a rule', () => {
    const open = Array.from({ length: 5000 }, (_, index) => (index % 10 === 0 ? 8 : 0));
    expect(asSurprising(after(open), 0, 8)).toBeLessThan(3);
  });

  it('are not blinded by one wild candle, however wild', () => {
    const calm = asTrained(2000);
    expect(asSurprising(after([...calm, 1e6]), 0, 8)).toBeGreaterThan(0.9 * asSurprising(after(calm), 0, 8));
  });

  it('never take a candle as less surprising than a smaller one', () => {
    for (const heads of [after(asTrained(997)), after([3, 9, 9, 5, 0, 9]), initialHeadTails(1)]) {
      const values = Array.from({ length: 80 }, (_, step) => asSurprising(heads, 0, step / 8));
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
  });
});
