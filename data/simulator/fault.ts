import type { EpochMs, Ohlcv } from '../ohlcv.ts';

/** The faults that can be injected: market moves first, faults of the feed after them. */
export const FAULT_KINDS = [
  'wick',
  'crash',
  'jump',
  'volume-burst',
  'level-shift',
  'frozen-feed',
  'bad-tick',
  'gap',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** One anomaly to inject. */
export interface Fault {
  kind: FaultKind;
  /** The candle it begins with. */
  openTime: EpochMs;
  /**
   * For wick, crash, jump and level shift: how many times the market's usual hourly move (see `usualMoves`). For a
   * volume burst: how many times the usual volume. For a frozen feed and a gap: how many candles. For a bad tick:
   * the factor, such as 10 or 0.1, by which its decimal point is off.
   */
  size: number;
  /** Up or down, where the kind leaves the choice. Default 1 (up); a crash always goes down. */
  direction?: 1 | -1;
}

/** Where an injected fault can be seen, in open times, both included. */
export interface FaultLabel extends Fault {
  lastOpenTime: EpochMs;
}

/** A series and what was injected into it. */
export interface LabelledSeries {
  candles: Ohlcv[];
  labels: FaultLabel[];
}
