import type { Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { initialHeadTails, learnHeads } from '../head-tails.ts';
import { scoreOf, sumOf } from '../score.ts';
import type { ScorePrior } from '../score-histogram.ts';
import { scorePrior } from '../score-prior.ts';
import { longMoveHalfLife } from '../scales.ts';
import { fitTail } from '../tail.ts';
import { recalibrate } from '../train/recalibrate.ts';
import { fittedScore, fittedViews, SUM_TAIL, type FittedScore } from '../views/fitted-views.ts';
import { VIEWS } from '../views/views.ts';
import type { Candidate } from './candidates.ts';
import { walkSeries, type WalkedSeries } from './walk-series.ts';

/** Candles at the beginning of a series in which its scales are not settled yet. */
const UNSETTLED = 336;

/** A candidate with the tails that it needs and the distribution of its scores. */
export interface FittedCandidate {
  candidate: Candidate;
  /** The artifact, with tails that fit the candidate's long move. */
  artifact: Artifact;
  score: FittedScore;
  prior: ScorePrior;
}

const isOrdinary = ({ observations }: WalkedSeries, index: number): boolean => {
  const finding = observations[index]?.finding;
  return finding !== undefined && finding.faults.length === 0 && !finding.isTold;
};

/**
 * Fits candidates to the series that the artifact's own tails were fitted to, which is walked once for those in a row that
 * have the same long move.
 */
export function fitCandidates(
  candidates: readonly Candidate[],
  artifact: Artifact,
  candles: readonly Ohlcv[],
  interval: Interval,
): FittedCandidate[] {
  const usual = longMoveHalfLife(interval);
  let last: { longMove: number; fitted: Artifact; training: WalkedSeries } | undefined;
  return candidates.map((candidate) => {
    const longMove = candidate.longMove(interval);
    if (last?.longMove !== longMove) {
      const fitted =
        longMove === usual ? artifact : recalibrate(artifact, candles, interval, VIEWS, longMove);
      last = { longMove, fitted, training: walkSeries(fitted, candles, interval, longMove) };
    }
    return fitCandidate(candidate, last.fitted, last.training);
  });
}

function fitCandidate(candidate: Candidate, artifact: Artifact, training: WalkedSeries): FittedCandidate {
  const { manifest } = artifact;
  const { weights, shares } = candidate;
  const views = VIEWS.map((view) => ({
    ...view,
    weight: weights[view.name] ?? 0,
    share: shares[view.name] ?? 0,
  }));
  const fitted = fittedViews(views, manifest.tails);
  const isFit = (index: number): boolean => index > UNSETTLED && isOrdinary(training, index);
  const sample = training.largest.filter((some, index) => some !== null && isFit(index)) as number[][];
  const sum = fitTail(sample.map((some) => sumOf(fitted, some)));
  const score = fittedScore(views, { ...manifest.tails, [SUM_TAIL]: sum });
  const scores = candidateScores({ candidate, score }, training).filter(
    (one, index) => !Number.isNaN(one) && isFit(index),
  );
  return { candidate, artifact, score, prior: scorePrior([...scores], candidate.tailShare) };
}

/** A candidate's scores of a series, NaN while warming up. */
export function candidateScores(
  { candidate, score }: Pick<FittedCandidate, 'candidate' | 'score'>,
  walked: WalkedSeries,
): Float64Array {
  let heads = initialHeadTails(score.views.length);
  return Float64Array.from(walked.largest, (some, index) => {
    if (some === null) return Number.NaN;
    const value = scoreOf(score, some, heads);
    if (candidate.learns && isOrdinary(walked, index)) heads = learnHeads(heads, some);
    return value;
  });
}
