import type { Ohlcv } from '@detective/data';
import type { Expectation } from './expectation.ts';
import { surprisalOf } from './tail.ts';
import type { FittedReading, FittedView } from './views/fitted-views.ts';

/** Surprisals of a candle, for each view one for each of its readings: −log10 of tail probabilities, at least 0. */
export type Surprisals = readonly (readonly number[])[];

const surprisal = (
  { reading, tail }: FittedReading,
  correction: number,
  expectation: Expectation,
  candle: Ohlcv,
): number => Math.max(surprisalOf(tail, reading.measure(expectation, candle)) - correction, 0);

/** How surprising each reading of each view is. */
export function surprisalsOf(
  views: readonly FittedView[],
  expectation: Expectation,
  candle: Ohlcv,
): Surprisals {
  return views.map(({ readings, correction }) =>
    readings.map((reading) => surprisal(reading, correction, expectation, candle)),
  );
}

/**
 * The views' surprisals are added up as powers: of several that are large at once the sum counts more than each, and one
 * that is very large needs no other. Chosen on 2018 to 2020.
 */
const POWER = 2.5;

/** value ** 2.5, many times a candle. */
const powerOf = (value: number): number => value * value * Math.sqrt(value);

/** The anomaly score of a candle: of each view the largest surprisal, added up as weighted powers. */
export function scoreOf(views: readonly FittedView[], surprisals: Surprisals): number {
  let sum = 0;
  views.forEach(({ view }, index) => {
    sum += view.weight * powerOf(Math.max(0, ...(surprisals[index] ?? [])));
  });
  return sum ** (1 / POWER);
}

/** The least score of a candle with this high, or this low: that of a candle with nothing else to it. */
export function scoreOfPrice(
  views: readonly FittedView[],
  side: 'high' | 'low',
  expectation: Expectation,
  price: number,
): number {
  const { close } = expectation.scales;
  const candle = { openTime: Number.NaN, open: close, high: close, low: close, close, volume: 0 };
  candle[side] = price;
  let sum = 0;
  for (const { view, byPrice, correction } of views) {
    let largest = 0;
    for (const fitted of byPrice[side]) {
      largest = Math.max(largest, surprisal(fitted, correction, expectation, candle));
    }
    if (largest > 0) sum += view.weight * powerOf(largest);
  }
  return sum ** (1 / POWER);
}
