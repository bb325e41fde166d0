import { describe, expect, it } from 'vitest';
import type { LstmWeights } from '../lstm.ts';
import { averageOf } from './weight-average.ts';

/** Weights that all have one value. */
const all = (value: number): LstmWeights => ({
  inputs: 1,
  units: 1,
  outputs: 1,
  kernel: Float32Array.of(value),
  recurrent: Float32Array.of(value),
  bias: Float32Array.of(value),
  readout: Float32Array.of(value),
  readoutBias: Float32Array.of(value),
});

describe('the average of the weights', () => {
  it('forgets where training began within its first steps', () => {
    const average = averageOf(all(100));
    for (let step = 0; step < 20; step++) average.add(all(1));
    expect(average.weights().kernel[0]).toBeLessThan(1.01);
  });

  it('takes out noise that goes to and fro', () => {
    const average = averageOf(all(1));
    for (let step = 0; step < 1000; step++) average.add(all(step % 2 === 0 ? 0 : 2));
    const { kernel, recurrent, bias, readout, readoutBias } = average.weights();
    for (const [value] of [kernel, recurrent, bias, readout, readoutBias])
      expect(Math.abs((value as number) - 1)).toBeLessThan(0.02);
  });

  it('follows a change over some fifty steps', () => {
    const average = averageOf(all(0));
    for (let step = 0; step < 1000; step++) average.add(all(0));
    for (let step = 0; step < 50; step++) average.add(all(1));
    expect(average.weights().bias[0]).toBeCloseTo(1 - 0.98 ** 50, 3);
  });

  it('gives copies', () => {
    const average = averageOf(all(3));
    const { kernel } = average.weights();
    average.add(all(5));
    expect([...kernel]).toEqual([3]);
  });
});
