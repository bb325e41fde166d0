/**
 * A number of one unit: plain numbers fit, but a number of another unit does not, so that swapping them fails the type
 * check wherever both are declared. Arithmetic gives a plain number.
 */
type NumberOf<Unit extends string> = number & { readonly unit?: Unit };

/** Milliseconds since 1970-01-01T00:00:00Z. Times are UTC everywhere. */
export type EpochMs = NumberOf<'milliseconds since 1970'>;

/** Seconds since 1970-01-01T00:00:00Z, as charts and some exchanges count. */
export type EpochSeconds = NumberOf<'seconds since 1970'>;

/** In the quote currency, such as USD for BTC/USD. */
export type Price = NumberOf<'quote currency'>;

/** In the base currency, such as BTC for BTC/USD. */
export type Volume = NumberOf<'base currency'>;

export const toSeconds = (time: EpochMs): EpochSeconds => time / 1_000;

export const toMilliseconds = (time: EpochSeconds): EpochMs => time * 1_000;

/**
 * What a market did in one interval: prices in the quote currency, volume in the base currency.
 * `openTime` is the start of the interval.
 */
export interface Ohlcv {
  openTime: EpochMs;
  open: Price;
  high: Price;
  low: Price;
  close: Price;
  /** Null where it is not known, which is not the same as 0: some exchanges count contracts of an unknown size. */
  volume: Volume | null;
}

/** A candle whose volume is known, as files and the simulator always have it. */
export interface CompleteOhlcv extends Ohlcv {
  volume: Volume;
}

/** What a candle says of its interval. */
export const OHLCV_VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;

export type OhlcvValues = Pick<Ohlcv, (typeof OHLCV_VALUES)[number]>;

/** The first value in which two candles of the same time differ; undefined where they say the same. */
export const firstDifference = (one: OhlcvValues, other: OhlcvValues): keyof OhlcvValues | undefined =>
  OHLCV_VALUES.find((value) => one[value] !== other[value]);

/** Whether two candles of the same time say the same. */
export const isSameOhlcv = (one: OhlcvValues, other: OhlcvValues): boolean =>
  firstDifference(one, other) === undefined;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The intervals a series can have, with their length in milliseconds. Months have no fixed length and are left out. */
export const INTERVALS = {
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '3d': 3 * DAY,
  '1w': 7 * DAY,
} as const;

export type Interval = keyof typeof INTERVALS;

export const isInterval = (text: string): text is Interval => Object.hasOwn(INTERVALS, text);

/**
 * What the open times of an interval are whole multiples of. Weeks begin on a Monday at most exchanges and on a Thursday
 * at some, and three days anywhere: all that is known beforehand is that they begin at midnight UTC; the rest of their
 * grid comes from the data.
 */
export const gridMs = (interval: Interval): number => Math.min(INTERVALS[interval], DAY);
