import type { Interval } from '@detective/data';
import { KEEP } from './score-histogram.ts';

/**
 * How many candles were alerts lately beyond those that were promised, for budgets of one candle in 4, 8, 16 … 65,536.
 * Extremes come in clusters and markets have calm and wild seasons, so a distribution learned from past scores promises
 * too few alerts in one quarter and too many in the next. What has come is therefore fed back: where it was too much, a
 * candle has to be rarer to be an alert, and where it was too little, it may be more common (Gibbs and Candès 2021).
 *
 * Counts fade like past scores. They are known for levels and not for one budget, so that the budget can change at any
 * time, and what would have come at another one is exactly what such a detector would have found.
 */
export type Surplus = Float64Array;

/** The most common level, in candles; each is twice as rare as the one before. */
const LOWEST = 4;
export const SURPLUS_LENGTH = 15;

/** How the probability of a level is corrected for each alert too many, and too few: as a logarithm. */
export interface Gains {
  tooMany: number;
  tooFew: number;
}

export const GAINS: Gains = { tooMany: 0.1, tooFew: 0.3 };

/** What a surplus counts at most and at least, so that no flood makes blind and no silence brings one. */
const MOST = 10;
const LEAST = -4;

/** Alerts a candle that each level promises, and their logarithm. */
const RATES = Float64Array.from({ length: SURPLUS_LENGTH }, (_, level) => 1 / (LOWEST * 2 ** level));
const PROMISED = RATES.map(Math.log);

/** Of a series that has judged nothing yet. */
export const initialSurplus = (): Surplus => new Float64Array(SURPLUS_LENGTH);

/** What makes an alert at each level now: the logarithm of a probability, never more for a rarer level. */
export function alertLevels(surplus: Surplus, { tooMany, tooFew } = GAINS): Float64Array {
  const levels = new Float64Array(SURPLUS_LENGTH);
  let rarer = -Infinity;
  for (let level = SURPLUS_LENGTH - 1; level >= 0; level--) {
    const extra = surplus[level] as number;
    const corrected = (PROMISED[level] as number) - (extra > 0 ? tooMany : tooFew) * extra;
    if (corrected > rarer) rarer = corrected;
    levels[level] = rarer;
  }
  return levels;
}

/** Where a value lies between the entries of a falling row: the entry before it, and how far on to the next. */
function placeIn(falling: Float64Array, value: number): { left: number; share: number } | null {
  const last = falling.length - 1;
  if (value >= (falling[0] as number) || value <= (falling[last] as number)) return null;
  let left = 0;
  while ((falling[left + 1] as number) >= value) left += 1;
  const [from, to] = [falling[left] as number, falling[left + 1] as number];
  return { left, share: (from - value) / (from - to) };
}

/** The value of one falling row where another one has `value`; beyond its ends the distance stays. */
function carriedOver(value: number, from: Float64Array, to: Float64Array): number {
  const place = placeIn(from, value);
  if (place) {
    const [left, right] = [to[place.left] as number, to[place.left + 1] as number];
    return left + place.share * (right - left);
  }
  const end = value >= (from[0] as number) ? 0 : from.length - 1;
  return value + (to[end] as number) - (from[end] as number);
}

/** The probability by past scores, of a candle, that makes an alert at a budget of `rate` alerts a candle. */
export const alertProbability = (levels: Float64Array, rate: number): number =>
  Math.min(Math.exp(carriedOver(Math.log(rate), PROMISED, levels)), 1);

/**
 * How common a candle is after the correction: the smallest budget, in alerts a candle, at which it would be an alert.
 *
 * @param probability of such a candle by past scores
 */
export const correctedProbability = (levels: Float64Array, probability: number): number =>
  Math.min(Math.exp(carriedOver(Math.log(probability), levels, PROMISED)), 1);

/** The surplus after one more candle of the market, whose probability by past scores was this. */
export function learnSurplus(
  surplus: Surplus,
  levels: Float64Array,
  probability: number,
  interval: Interval,
): Surplus {
  const next = new Float64Array(SURPLUS_LENGTH);
  const keep = KEEP[interval];
  const rarity = Math.log(probability);
  for (let level = 0; level < SURPLUS_LENGTH; level++) {
    const alerts = rarity < (levels[level] as number) ? 1 : 0;
    const counted = (surplus[level] as number) * keep + alerts - (RATES[level] as number);
    next[level] = counted < LEAST ? LEAST : counted > MOST ? MOST : counted;
  }
  return next;
}
