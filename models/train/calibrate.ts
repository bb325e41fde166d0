import { INTERVALS, type Interval, type Ohlcv } from '@detective/data';
import { expectationOf, type Expectation } from '../expectation.ts';
import { initialMarketState, observe } from '../observe.ts';
import { knowsVolume, type Priors } from '../scales.ts';
import { initialHeadTails, learnHeads } from '../head-tails.ts';
import { largestOf, scoreOf, sumOf } from '../score.ts';
import type { ScorePrior } from '../score-histogram.ts';
import { scorePrior } from '../score-prior.ts';
import { fitTail, type Tail } from '../tail.ts';
import {
  fittedScore,
  fittedViews,
  readingTails,
  SUM_TAIL,
  tailNames,
  usesOf,
  type FittedScore,
  type FittedView,
  type Tails,
  type UsedView,
} from '../views/fitted-views.ts';
import type { View } from '../views/view.ts';
import { VIEWS } from '../views/views.ts';
import { hasTarget, type Dataset } from './dataset.ts';

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const root = (values: number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
const HOUR = INTERVALS['1h'];
/** Candles after the beginning, or after a long gap, in which the scales are not settled yet. */
const UNSETTLED = 336;

/** Typical scales of the series, brought to one hour, for the first candles of any other. */
export function priorsOf(candles: readonly Ohlcv[], interval: Interval): Priors {
  const growth = Math.sqrt(INTERVALS[interval] / HOUR);
  const moves = candles
    .slice(1)
    .map((candle, index) => Math.log(candle.close / (candles[index] as Ohlcv).close));
  const ranges = candles.map(({ high, low }) => Math.log(high / low));
  const start = { volatility: root(moves) / growth, range: median(ranges) / growth, volumeDeviation: 1 };
  const deviations: number[] = [];
  let state = initialMarketState({ interval, priors: start });
  for (const candle of candles) {
    const { scales } = state;
    const { next, input } = observe(state, candle, { interval, priors: start });
    if (input !== null && candle.volume !== null && candle.volume > 0 && knowsVolume(scales)) {
      deviations.push(Math.log(candle.volume) - scales.volumeMean);
    }
    state = next;
  }
  return { ...start, volumeDeviation: root(deviations) };
}

/**
 * What was expected of each candle of a settled series, and the candle, as the detector would have it. Candles with
 * a feed fault say nothing about the market, so neither the detector nor this counts them.
 */
function expectations(data: Dataset, outputs: Float64Array): { at: Expectation; next: Ohlcv }[] {
  const width = outputs.length / data.length;
  const found: { at: Expectation; next: Ohlcv }[] = [];
  for (let row = 0; row < data.length - 1; row++) {
    const [scales, observation] = [data.scales[row], data.observations[row + 1]];
    if (!scales || scales.candles <= UNSETTLED || !observation || !hasTarget(data, row)) continue;
    if (observation.finding.faults.length > 0) continue;
    const output = outputs.subarray(row * width, (row + 1) * width);
    found.push({ at: expectationOf({ scales, output }, observation.elapsed), next: observation.candle });
  }
  return found;
}

/**
 * Fits the tails of the views and the distribution of their score to the training years.
 *
 * @param outputs the ensemble's output after each row, [length, 8]
 */
export function calibrate(
  data: Dataset,
  outputs: Float64Array,
  views: readonly View[] = VIEWS,
): { views: UsedView[]; tails: Tails; scores: ScorePrior } {
  const all = expectations(data, outputs);
  const ofReadings = fitTails(views, all);
  const fitted = fittedViews(views, ofReadings);
  const largest = all.map(({ at, next }) => largestOf(fitted, at, next));
  const tails = { ...ofReadings, ...fitSum(views, fitted, largest) };
  return { views: usesOf(views), tails, scores: scorePrior(scoresOf(fittedScore(views, tails), largest)) };
}

/** The tail of the sum, where these views need one. */
const fitSum = (
  views: readonly View[],
  fitted: readonly FittedView[],
  largest: readonly number[][],
): Tails =>
  tailNames(views).includes(SUM_TAIL)
    ? { [SUM_TAIL]: fitTail(largest.map((some) => sumOf(fitted, some))) }
    : {};

/** The scores of candles one after the other, given the largest surprisals of the views, as the detector would give them. */
function scoresOf(score: FittedScore, largest: readonly number[][]): number[] {
  let heads = initialHeadTails(score.views.length);
  return largest.map((some) => {
    const value = scoreOf(score, some, heads);
    heads = learnHeads(heads, some);
    return value;
  });
}

/** Fits each tail to its reading, or to the largest of the readings that share it. */
function fitTails(views: readonly View[], sample: readonly { at: Expectation; next: Ohlcv }[]): Tails {
  const readings = views.flatMap((view) => view.readings);
  const fit = (name: string): Tail => {
    const sharing = readings.filter(({ tail }) => tail === name);
    const values = sample.map(({ at, next }) => Math.max(...sharing.map((one) => one.measure(at, next))));
    return fitTail(values.filter((value) => !Number.isNaN(value)));
  };
  return Object.fromEntries(readingTails(views).map((name) => [name, fit(name)]));
}
