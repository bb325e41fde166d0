import type { Interval } from '@detective/data';
import type { PackedLstm } from './lstm.ts';
import type { Manifest } from './manifest.ts';

/** What the steps of a detector have in common. */
export interface DetectorParts {
  readonly manifest: Manifest;
  readonly members: readonly PackedLstm[];
  readonly interval: Interval;
  /** Alerts a candle that the budget allows. */
  readonly rate: number;
}
