import { describe, expect, it } from 'vitest';
import { BLOCK, createLstmKernel } from './lstm-kernel.ts';

/** Sigmoids of as many numbers as are given. */
function sigmoids(values: readonly number[]): number[] {
  const kernel = createLstmKernel(Math.ceil(values.length / BLOCK), 1);
  kernel.sums.set(values);
  kernel.squashSums();
  return [...kernel.sums.subarray(0, values.length)];
}

describe('sigmoids', () => {
  it('are those of the mathematics library within 1e-15, over all that a gate can be', () => {
    const values = Array.from({ length: 140_000 }, (_, index) => -50 + index * 0.000_731);
    const found = sigmoids(values);
    const errors = values.map((value, index) => Math.abs((found[index] ?? NaN) - 1 / (1 + Math.exp(-value))));
    expect(errors.reduce((worst, error) => Math.max(worst, error), 0)).toBeLessThan(1e-15);
  });

  it('end at their bounds and hand on what is not a number', () => {
    const [low, ...others] = sigmoids([-Infinity, Infinity, 1e300, 0, -0, NaN]);
    expect(low).toBeLessThan(1e-17);
    expect(others).toEqual([1, 1, 0.5, 0.5, NaN]);
  });
});

it('sums are those of a plain loop to the last bit, each block with its own weights', () => {
  const [blocks, values] = [3, 5];
  const kernel = createLstmKernel(blocks, values);
  for (let at = 0; at < kernel.weights.length; at++) kernel.weights[at] = Math.sin(at);
  for (let at = 0; at < values; at++) kernel.values[at] = Math.cos(7 * at);
  kernel.addUp(1, 2);
  const sum = (block: number, gate: number): number => {
    const weight = (row: number): number => Math.sin((block * (1 + values) + row) * BLOCK + gate);
    let total = weight(0);
    for (let row = 0; row < values; row++) total += Math.cos(7 * row) * weight(1 + row);
    return total;
  };
  const expected = Array.from({ length: 2 * BLOCK }, (_, at) => sum(1 + Math.floor(at / BLOCK), at % BLOCK));
  expect([...kernel.sums]).toEqual([...new Array<number>(BLOCK).fill(0), ...expected]);
});
