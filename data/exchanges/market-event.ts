import type { EpochMs, Ohlcv } from '../ohlcv.ts';

/** What comes of a market, in the order in which it has to be stored. */
export type MarketEvent =
  /** Closed and new, ascending, at least one. */
  | { kind: 'candles'; candles: Ohlcv[] }
  /** The exchange has changed a closed candle that was handed on (or was known) up to a day ago. */
  | { kind: 'correction'; before: Ohlcv; after: Ohlcv }
  /**
   * An answer that holds. `next` is the open time of the next candle; it is due, whole, at `dueAt`. From there up to
   * `reached` nothing was found so far.
   */
  | { kind: 'position'; next: EpochMs; dueAt: EpochMs; isLive: boolean; reached: EpochMs };
