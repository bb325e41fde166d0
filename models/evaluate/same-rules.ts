import type { Interval } from '@detective/data';
import type { FeedFinding } from '../feed-faults.ts';
import { scoreDistribution, survival, thresholdFor } from '../score-distribution.ts';
import { addScore, initialHistogram, keptShare, type ScorePrior } from '../score-histogram.ts';
import { fitTail, surprisalOf, type Tail } from '../tail.ts';
import { scorePrior } from '../score-prior.ts';
import {
  alertLevels,
  alertProbability,
  correctedProbability,
  initialSurplus,
  learnSurplus,
  type Gains,
} from '../surplus.ts';

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
  /** How strongly a surplus of alerts is made up for; as in the detector if absent. */
  gains?: Gains;
}

/** Surprisals in place of scores, and which of them are alerts at each rate. */
export interface RuledScores {
  scores: Float64Array;
  /** By rate, then by candle. */
  alerts: boolean[][];
  /** The smallest budget, in alerts a candle, at which a candle is an alert; NaN without a score, 0 at a fault of the feed. */
  probabilities: Float64Array;
}

/**
 * Judges a method's scores by the rules of the detector: they become surprisals, the threshold is read from a fading
 * histogram with a Pareto tail and corrected by what it brought lately, and a fault of the feed is an alert at any budget and no past score.
 */
export function sameRules({ tail, prior }: FittedScores, scores: Float64Array, ruling: Ruling): RuledScores {
  const surprisals = scores.map((score) => (Number.isNaN(score) ? score : surprisalOf(tail, score)));
  return ruleSurprisals(prior, surprisals, ruling);
}

/** The same for scores that are surprisals already. */
export function ruleSurprisals(
  prior: ScorePrior,
  surprisals: Float64Array,
  { interval, findings, rates, weeks, tailShare, gains }: Ruling,
): RuledScores {
  const keep = keptShare(interval, weeks);
  let histogram = initialHistogram(prior, interval, weeks);
  let surplus = initialSurplus();
  const probabilities = new Float64Array(surprisals.length).fill(Number.NaN);
  const alerts = rates.map(() => new Array<boolean>(surprisals.length).fill(false));
  const ruled = surprisals.map((surprisal, index) => {
    if (Number.isNaN(surprisal)) return surprisal;
    const { faults, isTold, surprisal: lift } = findings[index] as FeedFinding;
    probabilities[index] = 1;
    if (isTold) return 0;
    const distribution = scoreDistribution(histogram, prior.shape, tailShare);
    const levels = alertLevels(surplus, gains);
    const thresholds = rates.map((rate) => thresholdFor(distribution, alertProbability(levels, rate)));
    const isFault = faults.length > 0;
    const probability = survival(distribution, surprisal);
    probabilities[index] = isFault ? 0 : correctedProbability(levels, probability);
    thresholds.forEach((threshold, row) => {
      (alerts[row] as boolean[])[index] = isFault || surprisal > threshold;
    });
    if (isFault) return Math.max(surprisal, (thresholds[0] as number) + 1) + lift;
    histogram = addScore(histogram, surprisal, interval, keep);
    surplus = learnSurplus(surplus, levels, probability, interval);
    return surprisal;
  });
  return { scores: ruled, alerts, probabilities };
}
