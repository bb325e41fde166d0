const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The intervals that a market can be followed at, in milliseconds. Months have no fixed length and are left out. */
export const MARKET_INTERVALS = {
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
  '1w': 7 * DAY,
} as const;

export type MarketInterval = keyof typeof MARKET_INTERVALS;

export const isMarketInterval = (text: string): text is MarketInterval =>
  Object.hasOwn(MARKET_INTERVALS, text);

/**
 * The grid on which the candles of an interval open. Weeks begin on a Monday or a Thursday, depending on the exchange:
 * their grid comes from the data, and all that is known beforehand is that they open at midnight UTC.
 */
export const gridMs = (interval: MarketInterval): number => Math.min(MARKET_INTERVALS[interval], DAY);
