import type { DetectorState } from './detector-state.ts';
import type { Manifest } from './manifest.ts';
import { scoreDistribution, type ScoreDistribution } from './score-distribution.ts';
import { alertLevels } from './surplus.ts';

/** What past scores say before a candle: how they are distributed, and what makes an alert at each level of a surplus. */
export interface PastScores {
  distribution: ScoreDistribution;
  levels: Float64Array;
}

export const pastScores = (state: DetectorState, { scores }: Manifest): PastScores => ({
  distribution: scoreDistribution(state.histogram, scores.shape),
  levels: alertLevels(state.surplus),
});
