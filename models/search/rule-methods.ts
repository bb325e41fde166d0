import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { scoreBaselines } from '../evaluate/baselines/scores.ts';
import { fitScores, ruleSurprisals, sameRules, type RuledScores } from '../evaluate/same-rules.ts';
import { longMoveHalfLife } from '../scales.ts';
import { candidateScores, type FittedCandidate } from './candidate-scores.ts';
import { walkSeries, type WalkedSeries } from './walk-series.ts';

/** Alerts a week at which events are counted. */
export const BUDGETS = [1, 0.5] as const;
/** Those at which alerts are counted as well. */
export const RATED = [...BUDGETS, 2, 0.25] as const;

/** Where the figures of a series begin; what lies before warms up, and is what the rivals are fitted to. */
export interface SearchRange {
  interval: Interval;
  from: EpochMs;
}

/** A candidate or a rival with its alerts at each of the `RATED` budgets. */
export interface RuledMethod {
  name: string;
  isRival: boolean;
  ruled: RuledScores;
}

/** Alerts a candle that a weekly budget stands for. */
export const rateOf = (budget: number, interval: Interval): number =>
  (budget * INTERVALS[interval]) / INTERVALS['1w'];

/** Judges a series by the rivals and by all candidates: the same findings of the feed, the same threshold. */
export function ruleMethods(
  artifact: Artifact,
  candles: readonly Ohlcv[],
  { interval, from }: SearchRange,
  candidates: readonly FittedCandidate[],
): { methods: RuledMethod[]; observations: WalkedSeries['observations'] } {
  const usual = longMoveHalfLife(interval);
  const walk = (by: Artifact, longMove: number) => walkSeries(by, candles, interval, longMove);
  let last = { artifact, longMove: usual, walked: walk(artifact, usual) };
  const { observations } = last.walked;
  const findings = observations.map(({ finding }) => finding);
  const ruling = { interval, findings, rates: RATED.map((budget) => rateOf(budget, interval)) };
  const isFit = (index: number): boolean =>
    (candles[index] as Ohlcv).openTime < from && findings[index]?.faults.length === 0;
  const rivals = scoreBaselines(observations).flatMap(({ name, scores }) => {
    const fit = fitScores(scores, isFit);
    return fit ? [{ name, isRival: true, ruled: sameRules(fit, scores, ruling) }] : [];
  });
  const own = candidates.map((fitted): RuledMethod => {
    const { name, weeks, tailShare, gains } = fitted.candidate;
    const longMove = fitted.candidate.longMove(interval);
    // One walk at a time: each keeps every candle of the series.
    if (last.artifact !== fitted.artifact || last.longMove !== longMove)
      last = { artifact: fitted.artifact, longMove, walked: walk(fitted.artifact, longMove) };
    const scores = candidateScores(fitted, last.walked);
    const ruled = ruleSurprisals(fitted.prior, scores, { ...ruling, weeks, tailShare, gains });
    return { name, isRival: false, ruled };
  });
  return { methods: [...rivals, ...own], observations };
}
