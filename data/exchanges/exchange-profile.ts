import { INTERVALS, type EpochMs, type Interval } from '../ohlcv.ts';

/** What was measured of an exchange under ccxt 4.5.84. What is not known of one is what is safe for all. */
export interface ExchangeProfile {
  /** Rows that one answer can hold at most, for spot markets and for contracts. Asking for more is cut without a word. */
  pageSize: { spot: number; contract: number };
  /** Whether an interval without a trade has a candle; where it has none, a hole is ordinary. */
  emptyIntervals: 'filled' | 'left out' | 'unknown';
  /** What the volume of a linear contract counts; of spot markets it is always base coins. */
  linearVolume: 'base' | 'contracts' | 'unknown';
  inverseVolume: 'base' | 'unknown';
  /** Intervals that ccxt lists but that come out as something else, or on another grid than UTC. */
  refusedIntervals: readonly Interval[];
  /** How often the rate limit's shortest spacing a request for a full page of candles takes; 1 is the usual. */
  candleCost?: number;
  /** Only so many newest candles can be had, however early one asks. */
  keepsNewest?: number;
  /** Whether a request that begins before them is refused, instead of answered with what there is. */
  refusesOlder?: boolean;
}

const UNKNOWN: ExchangeProfile = {
  pageSize: { spot: 100, contract: 100 },
  emptyIntervals: 'unknown',
  linearVolume: 'unknown',
  inverseVolume: 'unknown',
  // The names of coarse intervals mean different things; only those that were checked are offered.
  refusedIntervals: ['1w'],
};

const bothKinds = (rows: number) => ({ spot: rows, contract: rows });
const MEASURED_VOLUME = { linearVolume: 'base', inverseVolume: 'base', refusedIntervals: [] } as const;
const CONTRACTS = { linearVolume: 'contracts', inverseVolume: 'unknown' } as const;

const BINANCE: ExchangeProfile = {
  ...MEASURED_VOLUME,
  pageSize: bothKinds(1_000),
  emptyIntervals: 'left out',
  candleCost: 5,
};

/** A Map, because names come from outside and an object would answer to `constructor`. */
const PROFILES = new Map<string, ExchangeProfile>([
  ['binance', BINANCE],
  ['binanceusdm', BINANCE],
  [
    'kraken',
    {
      ...UNKNOWN,
      pageSize: bothKinds(720),
      emptyIntervals: 'filled',
      refusedIntervals: [],
      keepsNewest: 720,
      candleCost: 1.2,
    },
  ],
  ['coinbase', { ...UNKNOWN, pageSize: bothKinds(300), emptyIntervals: 'left out', candleCost: 3 }],
  // Its "1w" asks for three days.
  ['bitstamp', { ...UNKNOWN, pageSize: bothKinds(1_000), emptyIntervals: 'filled' }],
  ['okx', { ...MEASURED_VOLUME, pageSize: bothKinds(300), emptyIntervals: 'unknown' }],
  ['bybit', { ...MEASURED_VOLUME, pageSize: bothKinds(1_000), emptyIntervals: 'unknown', candleCost: 5 }],
  [
    'kucoin',
    {
      ...CONTRACTS,
      pageSize: { spot: 1_500, contract: 200 },
      emptyIntervals: 'left out',
      candleCost: 6,
      refusedIntervals: [],
    },
  ],
  ['bitfinex', { ...MEASURED_VOLUME, pageSize: bothKinds(10_000), emptyIntervals: 'left out' }],
  [
    'gate',
    {
      ...CONTRACTS,
      pageSize: { spot: 1_000, contract: 1_999 },
      emptyIntervals: 'unknown',
      refusedIntervals: [],
      // "Candlestick too long ago. Maximum 10000 points ago are allowed"; some less, because it counts by its own clock.
      keepsNewest: 9_900,
      refusesOlder: true,
    },
  ],
  [
    'deribit',
    { ...MEASURED_VOLUME, pageSize: bothKinds(1_000), emptyIntervals: 'filled', refusedIntervals: ['1w'] },
  ],
  [
    'hyperliquid',
    { ...MEASURED_VOLUME, pageSize: bothKinds(5_000), emptyIntervals: 'unknown', keepsNewest: 5_000 },
  ],
  ['upbit', { ...UNKNOWN, pageSize: bothKinds(200), emptyIntervals: 'left out', refusedIntervals: [] }],
  [
    'htx',
    {
      ...MEASURED_VOLUME,
      pageSize: { spot: 1_000, contract: 2_000 },
      emptyIntervals: 'filled',
      // Its days are those of UTC+8.
      refusedIntervals: ['1d', '1w'],
    },
  ],
  [
    'mexc',
    {
      ...CONTRACTS,
      pageSize: { spot: 500, contract: 2_000 },
      emptyIntervals: 'unknown',
      // For spot markets the name of this one is not sent at all.
      refusedIntervals: ['8h', '1w'],
    },
  ],
]);

export const profileOf = (exchange: string): ExchangeProfile => PROFILES.get(exchange) ?? UNKNOWN;

/**
 * The oldest of so many newest candles is that many intervals less two old at least: one of them is running, and the
 * clock of the exchange may be ahead by the shortest interval. A younger one is no end of what is kept, but the first.
 */
const NOT_YET_OLD = 2;

/**
 * How many newest candles an exchange keeps, where that is why its history begins at a time; undefined where the market
 * is younger than what would be kept.
 */
export function keptFrom(
  { keepsNewest }: ExchangeProfile,
  { first, now, interval }: { first: EpochMs; now: EpochMs; interval: Interval },
): number | undefined {
  const age = (now - first) / INTERVALS[interval];
  return keepsNewest !== undefined && age >= keepsNewest - NOT_YET_OLD ? keepsNewest : undefined;
}

/** Our intervals that an exchange has by ccxt's account (`timeframes`, if any), without those that are known to lie. */
export function intervalsOf(exchange: string, timeframes: object | undefined | null): Interval[] {
  const { refusedIntervals } = profileOf(exchange);
  const ours = Object.keys(INTERVALS) as Interval[];
  return ours.filter(
    (interval) => Object.hasOwn(timeframes ?? {}, interval) && !refusedIntervals.includes(interval),
  );
}
