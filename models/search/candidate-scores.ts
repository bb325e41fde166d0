import type { Artifact } from '../artifact.ts';
import { initialHeadTails, learnHeads } from '../head-tails.ts';
import { scoreOf, sumOf } from '../score.ts';
import type { ScorePrior } from '../score-histogram.ts';
import { scorePrior } from '../score-prior.ts';
import { fitTail } from '../tail.ts';
import { fittedScore, fittedViews, SUM_TAIL, type FittedScore } from '../views/fitted-views.ts';
import { VIEWS } from '../views/views.ts';
import type { Candidate } from './candidates.ts';
import type { WalkedSeries } from './walk-series.ts';

/** Candles at the beginning of a series in which its scales are not settled yet. */
const UNSETTLED = 336;

/** A candidate with the tail of its sum and the distribution of its scores. */
export interface FittedCandidate {
  candidate: Candidate;
  score: FittedScore;
  prior: ScorePrior;
}

const isOrdinary = ({ observations }: WalkedSeries, index: number): boolean => {
  const finding = observations[index]?.finding;
  return finding !== undefined && finding.faults.length === 0 && !finding.isTold;
};

/** Fits a candidate to the series that the artifact's own tails were fitted to. */
export function fitCandidate(
  candidate: Candidate,
  { manifest }: Artifact,
  training: WalkedSeries,
): FittedCandidate {
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
  return { candidate, score, prior: scorePrior([...scores]) };
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
