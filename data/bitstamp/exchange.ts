import type { EpochMs, Ohlcv } from '../ohlcv.ts';
import type { SeriesKey } from '../series-key.ts';

/** The candles that are asked for: those that open from `first` up to and including `last`, both on the grid. */
export interface TimeRange {
  first: EpochMs;
  last: EpochMs;
}

/**
 * What is particular to one exchange: where it is asked, and how its answers read. Everything else (paging, waiting,
 * trying again, checking) is `followExchange`'s, so a second exchange is one more of these.
 */
export interface Exchange {
  /** As it calls itself, for people. */
  name: string;
  /** Where its API is, such as `https://www.bitstamp.net`. */
  url: string;
  /** Candles that it gives in one answer at most. */
  largestPage: number;
  /** The address of a range of a series. Throws an `UnknownMarketError` for a symbol or an interval that can't be its. */
  addressOf(url: string, key: SeriesKey, range: TimeRange): URL;
  /** The rows of an answer; undefined where it has none because it is something else. */
  rowsOf(answer: unknown): readonly unknown[] | undefined;
  /** The open time of a row. Throws an `Error` that says what was expected and received. */
  timeOf(row: unknown): EpochMs;
  /** The candle of a row, its values not yet checked. Throws an `Error` that says what was expected and received. */
  candleOf(row: unknown): Ohlcv;
}
