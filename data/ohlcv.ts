/** Milliseconds since 1970-01-01T00:00:00Z. Times are UTC everywhere; only the chart turns them into seconds. */
export type EpochMs = number;

/**
 * What a market did in one interval: prices in the quote currency, volume in the base currency.
 * `openTime` is the start of the interval.
 */
export interface Ohlcv {
  openTime: EpochMs;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** One market at one interval, such as `BTC/USD` at `1h`. */
export interface SeriesKey {
  symbol: string;
  interval: Interval;
}

const MINUTE = 60_000;

/** The intervals a series can have, with their length in milliseconds. */
export const INTERVALS = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': 60 * MINUTE,
  '4h': 240 * MINUTE,
  '1d': 1440 * MINUTE,
} as const;

export type Interval = keyof typeof INTERVALS;

export const isInterval = (text: string): text is Interval => Object.hasOwn(INTERVALS, text);
