import { expect, it } from 'vitest';
import { rarest } from './rarest.ts';

it('as many alerts as asked for are the rarest candles of the range, and the faults of the feed beside them', () => {
  const probabilities = Float64Array.of(1e-9, Number.NaN, 0.5, 0.001, 0, 0.002, 0.01);
  const isInRange = (index: number): boolean => index > 0;
  const alertsOf = (count: number): number[] =>
    rarest(probabilities, isInRange, count).flatMap((isAlert, index) => (isAlert ? [index] : []));
  expect(alertsOf(0)).toEqual([4]);
  expect(alertsOf(2)).toEqual([3, 4, 5]);
  expect(alertsOf(99)).toEqual([2, 3, 4, 5, 6]);
});
