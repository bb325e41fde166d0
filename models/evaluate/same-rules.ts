import type { Interval } from '@detective/data';
import type { FeedFinding } from '../feed-faults.ts';
import { scoreDistribution, survival, thresholdFor } from '../score-distribution.ts';
import { addScore, initialHistogram, keptShare, type ScorePrior } from '../score-histogram.ts';
import { fitTail, surprisalOf, type Tail } from '../tail.ts';
import { scorePrior } from '../score-prior.ts';

/** What a method knows of its own scores before the range of the figures begins. */
export interface FittedScores {
  tail: Tail;
  prior: ScorePrior;
}

/** Fewer values than this say nothing about a tail. */
const FEWEST = 500;

/**
 * Fits a method's tail and the distribution of its surprisals to its scores before the range, as the detector's were
 * fitted to the training years; null where there are too few.
 *
 * @param scores NaN for a candle without one
 * @param isFit whether a candle lies before the range and its feed was not at fault
 */
export function fitScores(scores: Float64Array, isFit: (index: number) => boolean): FittedScores | null {
  const known = [...scores].filter((score, index) => !Number.isNaN(score) && isFit(index));
  if (known.length < FEWEST) return null;
  const tail = fitTail(known);
  return { tail, prior: scorePrior(known.map((score) => surprisalOf(tail, score))) };
}

/** A series as its candles came, and the budgets that methods are asked to keep on it. */
export interface Ruling {
  interval: Interval;
  findings: readonly FeedFinding[];
  /** Alerts a candle; the lift of a fault is that of the first. */
  rates: readonly number[];
  /** Weeks after which past scores count half, and the share of them beyond which their tail begins; the detector's if absent. */
  weeks?: number;
  tailShare?: number;
}

/** Surprisals in place of scores, and which of them are alerts at each rate. */
export interface RuledScores {
  scores: Float64Array;
  /** By rate, then by candle. */
  alerts: boolean[][];
  /** Of a score as large by what was known before it; NaN without one, 0 at a fault of the feed. */
  probabilities: Float64Array;
}

/**
 * Judges a method's scores by the rules of the detector: they become surprisals, the threshold is read from a fading
 * histogram with a Pareto tail, and a fault of the feed is an alert at any budget and no past score.
 */
export function sameRules({ tail, prior }: FittedScores, scores: Float64Array, ruling: Ruling): RuledScores {
  const surprisals = scores.map((score) => (Number.isNaN(score) ? score : surprisalOf(tail, score)));
  return ruleSurprisals(prior, surprisals, ruling);
}

/** The same for scores that are surprisals already. */
export function ruleSurprisals(
  prior: ScorePrior,
  surprisals: Float64Array,
  { interval, findings, rates, weeks, tailShare }: Ruling,
): RuledScores {
  const keep = keptShare(interval, weeks);
  let histogram = initialHistogram(prior, interval, weeks);
  const probabilities = new Float64Array(surprisals.length).fill(Number.NaN);
  const alerts = rates.map(() => new Array<boolean>(surprisals.length).fill(false));
  const ruled = surprisals.map((surprisal, index) => {
    if (Number.isNaN(surprisal)) return surprisal;
    const { faults, isTold, surprisal: lift } = findings[index] as FeedFinding;
    probabilities[index] = 1;
    if (isTold) return 0;
    const distribution = scoreDistribution(histogram, prior.shape, tailShare);
    const thresholds = rates.map((rate) => thresholdFor(distribution, rate));
    const isFault = faults.length > 0;
    probabilities[index] = isFault ? 0 : survival(distribution, surprisal);
    thresholds.forEach((threshold, row) => {
      (alerts[row] as boolean[])[index] = isFault || surprisal > threshold;
    });
    if (isFault) return Math.max(surprisal, (thresholds[0] as number) + 1) + lift;
    histogram = addScore(histogram, surprisal, interval, keep);
    return surprisal;
  });
  return { scores: ruled, alerts, probabilities };
}
