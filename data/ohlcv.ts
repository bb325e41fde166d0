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
