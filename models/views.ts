import type { Ohlcv } from '@detective/data';
import { deviation, quickScale, volumeScore, type Scales } from './scales.ts';
import { surpriseOf, type Tail } from './tail.ts';

/** The tails by which the views are judged, fitted to the training years. */
export interface ViewTails {
  high: Tail;
  low: Tail;
  excursion: Tail;
  jump: Tail;
  volume: Tail;
}

/** What the network said about the coming candle, in units of the scales it was made with. */
export interface NetworkOutput {
  /** Middle and scale of high, low, close and volume in the order of `TARGETS`. */
  middle: Float64Array;
  scale: Float64Array;
}

/** The basis on which a candle is judged: all of it known when the previous candle closed. */
export interface Expectation {
  scales: Scales;
  output: NetworkOutput;
  /** Root of the number of intervals since the previous candle; more than 1 after a gap. */
  stretch: number;
}

/** How surprising each side of a candle is: −log10 of tail probabilities, each at least 0. */
export interface Surprises {
  /** High against the network's forecast, and against the slow volatility. */
  high: number;
  highExcursion: number;
  low: number;
  lowExcursion: number;
  jump: number;
  volume: number;
}

const LOG2 = Math.log10(2);
/** Of two tails the more surprising counts; looking twice doubles its probability. */
const ofTwo = (surprise: number): number => Math.max(surprise - LOG2, 0);

/** Standardised residual of one target: actual − middle, in units of its scale. */
function residual(expectation: Expectation, target: number, move: number): number {
  const { middle, scale } = expectation.output;
  const unit = quickScale(expectation.scales);
  return (move / expectation.stretch / unit - (middle[target] as number)) / (scale[target] as number);
}

/** Each view's value before it is turned into a surprise; `move` is the distance from the last close in log price. */
export const views = {
  high: (expectation: Expectation, move: number): number => residual(expectation, 0, move),
  low: (expectation: Expectation, move: number): number => residual(expectation, 1, move),
  excursion: (expectation: Expectation, move: number): number =>
    move / expectation.stretch / deviation(expectation.scales),
  volume: (expectation: Expectation, volume: number): number => volumeScore(expectation.scales, volume),
};

/** The surprise that a high alone brings; rises with the high. */
export function highSurprise(tails: ViewTails, expectation: Expectation, high: number): [number, number] {
  const move = Math.log(high / expectation.scales.close);
  return [
    ofTwo(surpriseOf(tails.high, views.high(expectation, move))),
    surpriseOf(tails.excursion, views.excursion(expectation, move)),
  ];
}

/** The surprise that a low alone brings; rises as the low falls. */
export function lowSurprise(tails: ViewTails, expectation: Expectation, low: number): [number, number] {
  const move = Math.log(expectation.scales.close / low);
  return [
    ofTwo(surpriseOf(tails.low, views.low(expectation, move))),
    surpriseOf(tails.excursion, views.excursion(expectation, move)),
  ];
}

/** All surprises of a candle. */
export function surprisesOf(tails: ViewTails, expectation: Expectation, candle: Ohlcv): Surprises {
  const [high, highExcursion] = highSurprise(tails, expectation, candle.high);
  const [low, lowExcursion] = lowSurprise(tails, expectation, candle.low);
  const moved = Math.abs(Math.log(candle.close / expectation.scales.close));
  return {
    high,
    highExcursion,
    low,
    lowExcursion,
    jump: surpriseOf(tails.jump, views.excursion(expectation, moved)),
    volume: surpriseOf(tails.volume, views.volume(expectation, candle.volume)),
  };
}

/**
 * The views' surprises are added up as powers: of several that are surprised at once the sum counts more than each, and
 * one that is very surprised needs no other. Chosen on 2018 to 2020, like the weight of the network's own view: its
 * scale is that of the last hours, and what was a quiet night makes much of a small move.
 */
const POWER = 2.5;
const FORECAST_WEIGHT = 0.5;

/** value ** 2.5, many times a candle. */
const powerOf = (value: number): number => value * value * Math.sqrt(value);

const combine = (forecast: number, excursion: number, jump: number, volume: number): number =>
  (FORECAST_WEIGHT * powerOf(forecast) + powerOf(excursion) + powerOf(jump) + powerOf(volume)) ** (1 / POWER);

/** The anomaly score of a candle, from four views; the first two take the more surprising of high and low. */
export function scoreOf(surprises: Surprises): number {
  const { high, highExcursion, low, lowExcursion, jump, volume } = surprises;
  return combine(Math.max(high, low), Math.max(highExcursion, lowExcursion), jump, volume);
}

/** The least score of a candle with this high, or this low: that of a candle with nothing else to it. */
export const scoreOfSide = ([forecast, excursion]: [number, number]): number =>
  combine(forecast, excursion, 0, 0);
