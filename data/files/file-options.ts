import type { EpochMs } from '../ohlcv.ts';

/** What somebody says about a file; everything else is found in it. What is told must agree with what is found. */
export interface FileOptions {
  /** Which market: must be the file's own, and picks one where the file holds several. */
  symbol?: string | undefined;
  /** Length of a candle; a multiple of the file's own length aggregates. */
  interval?: string | undefined;
  /** Whether the time of a row is when its bar opened or when it closed. */
  timeIs?: 'open' | 'close' | undefined;
  /** What the volume counts: the base currency (coins) or the quote currency (dollars). */
  volumeIs?: 'base' | 'quote' | undefined;
  /** Where the clock stood that wrote times without a zone: `UTC`, `UTC-5` or `Europe/Berlin`. */
  zone?: string | undefined;
  /** Whether 03/04/2023 is the third of April or the fourth of March. */
  dates?: 'day-first' | 'month-first' | undefined;
  /** Only candles that open at or after this time are handed on; the whole file is checked all the same. */
  from?: EpochMs | undefined;
  /** Only candles that open before this time. */
  to?: EpochMs | undefined;
  /** Bars that close after this are still running. Default: the time of the call. */
  now?: EpochMs | undefined;
}
