import type { Interval } from '@detective/data';
import type { Ensemble } from './lstm.ts';
import type { Manifest } from './manifest.ts';
import type { UsualResiduals } from './usual-range.ts';
import type { FittedScore } from './views/fitted-views.ts';

/** What the steps of a detector have in common. */
export interface DetectorParts {
  readonly manifest: Manifest;
  /** The views, and their sum, with the tails of the artifact. */
  readonly score: FittedScore;
  readonly ensemble: Ensemble;
  readonly interval: Interval;
  /** Alerts a candle that the budget allows. */
  readonly rate: number;
  readonly usual: UsualResiduals;
}
