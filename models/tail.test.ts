import { createRandom } from '@detective/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPareto, fitTail, paretoExcess, paretoSurprisal, surprisalOf, valueAt } from './tail.ts';

const random = createRandom(3);
/** By inversion: a Pareto distribution of this shape with scale 1. */
const pareto = (shape: number): number => (random.uniform() ** -shape - 1) / shape;
const ascending = (a: number, b: number): number => a - b;

describe('a tail', () => {
  it('finds the shape and scale of a generalized Pareto sample', () => {
    const sample = Array.from({ length: 20_000 }, () => 2 * pareto(0.25)).sort(ascending);
    const { shape, scale } = fitPareto(sample);
    expect(shape).toBeCloseTo(0.25, 1);
    expect(scale).toBeCloseTo(2, 1);
  });

  it('never claims that nothing larger can happen', () => {
    const bounded = Array.from({ length: 1000 }, () => random.uniform()).sort(ascending);
    expect(fitPareto(bounded).shape).toBe(0);
  });

  it('gives −log10 of the probability, within the sample and far beyond it', () => {
    const tail = fitTail(Array.from({ length: 50_000 }, () => pareto(0.3)));
    for (const probability of [0.3, 0.1, 0.03, 0.003, 1e-5]) {
      const value = (probability ** -0.3 - 1) / 0.3;
      expect(surprisalOf(tail, value)).toBeCloseTo(-Math.log10(probability), 0.3);
    }
  });

  it('rises with the value and is never negative', () => {
    const tail = fitTail(Array.from({ length: 1000 }, () => random.normal()));
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(surprisalOf(tail, more)).toBeGreaterThanOrEqual(surprisalOf(tail, less));
        expect(surprisalOf(tail, less)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has inverse functions', () => {
    for (const shape of [0, 0.1, 0.5]) {
      expect(paretoSurprisal(paretoExcess(3, shape, 0.7), shape, 0.7)).toBeCloseTo(3, 9);
    }
  });

  it('gives the value of a surprisal, within the sample and far beyond it', () => {
    const tail = fitTail(Array.from({ length: 5_000 }, () => random.normal()));
    for (const surprisal of [0.01, 0.2, 1, 1.3, 1.9, 2, 4]) {
      expect(surprisalOf(tail, valueAt(tail, surprisal))).toBeCloseTo(surprisal, 9);
    }
    expect(valueAt({ values: [3], surprisals: [2], shape: 0, scale: 1 }, 1)).toBe(3);
  });

  it('refuses a sample too small for a tail', () => {
    expect(() => fitTail([1, 2, 3])).toThrow('A tail needs 200 values, received 3.');
  });
});
