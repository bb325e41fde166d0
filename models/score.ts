import type { Ohlcv } from '@detective/data';
import type { Expectation } from './expectation.ts';
import { asSurprising, type HeadTails } from './head-tails.ts';
import { powerOf, rootOf } from './powers.ts';
import { surprisalOf } from './tail.ts';
import type { FittedReading, FittedScore, FittedView } from './views/fitted-views.ts';

/** Surprisals of a candle, for each view one for each of its readings: −log10 of tail probabilities, at least 0. */
export type Surprisals = readonly (readonly number[])[];

/** Of prices whose ratio is beyond what a double holds; far beyond any other, and its power is still a number. */
const LARGEST = 1e6;

const surprisal = (
  { reading, tail }: FittedReading,
  correction: number,
  expectation: Expectation,
  candle: Ohlcv,
): number => {
  const found = surprisalOf(tail, reading.measure(expectation, candle)) - correction;
  return found < LARGEST ? Math.max(found, 0) : LARGEST;
};

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

/** Of each view the largest of the surprisals of its readings. */
export function largestOf(views: readonly FittedView[], expectation: Expectation, candle: Ohlcv): number[] {
  return views.map(({ readings, correction }) => {
    let most = 0;
    for (const reading of readings) {
      const found = surprisal(reading, correction, expectation, candle);
      if (found > most) most = found;
    }
    return most;
  });
}

/** A candle as the views see it. */
export interface Sight {
  /** On which they judge it. */
  expectation: Expectation;
  /** Of each view the largest surprisal. */
  largest: readonly number[];
}

/** Looks at a candle with all views. */
export const sightOf = (views: readonly FittedView[], expectation: Expectation, candle: Ohlcv): Sight => ({
  expectation,
  largest: largestOf(views, expectation, candle),
});

/** The largest surprisals of the views, added up as weighted powers. */
export function sumOf(views: readonly FittedView[], largest: readonly number[]): number {
  let sum = 0;
  views.forEach(({ view }, index) => {
    sum += view.weight * powerOf(largest[index] ?? 0);
  });
  return rootOf(sum);
}

/**
 * The anomaly score of a candle: the surprisal of the sum, or of a view alone where that is rarer after allowing for the
 * small share of the alerts that it may take.
 */
export function scoreOf(score: FittedScore, largest: readonly number[], heads: HeadTails): number {
  const sum = sumOf(score.views, largest);
  if (score.sum === null) return sum;
  let rarest = surprisalOf(score.sum, sum);
  score.views.forEach(({ view, allowance }, index) => {
    if (view.share === 0) return;
    rarest = Math.max(rarest, asSurprising(heads, index, largest[index] ?? 0) + allowance);
  });
  return rarest;
}

/** The surprisals as a reason weighs them: those of a view that counts only alone as the series itself makes them. */
export const asHeard = (views: readonly FittedView[], surprisals: Surprisals, heads: HeadTails): Surprisals =>
  surprisals.map((readings, index) => {
    const view = views[index]?.view;
    return view && view.weight === 0 && view.share > 0
      ? readings.map((surprisal) => asSurprising(heads, index, surprisal))
      : readings;
  });
