/** Until a series shows its own habits, an oddity is taken to happen once in 2,000 candles. */
const PRIOR_RATE = 1 / 2000;
/** That a candle with a range comes again, to the cent; it is a fault at once. */
export const PRIOR_REPEAT = 5e-7;
const RATE_SHARE = 1 - 2 ** (-1 / 168);
/** The first candles of a series say more of it than what came before any. */
const RATE_PRIOR_CANDLES = 50;

/**
 * What the detector knows of the feed itself: the previous candle, runs of repetition, and how often each oddity
 * happens in this series. In a market where nobody trades for hours, a flat candle is no fault.
 */
export interface FeedMemory {
  open: number;
  high: number;
  low: number;
  close: number;
  /** NaN where it was not known. */
  volume: number;
  /** Surprisals of the runs that go on: of candles that bring nothing new, and of candles without volume. */
  staleRun: number;
  emptyRun: number;
  /** Running shares of flat candles, of repeated ones, of empty ones, and of candles after a gap. */
  flatRate: number;
  repeatRate: number;
  emptyRate: number;
  gapRate: number;
  /** How often a stale candle is followed by another, and an empty one. */
  staleAgain: number;
  emptyAgain: number;
  /** An impossible close that waits for the next candle to confirm it; 0 for none. */
  unconfirmedClose: number;
  /** Intervals since the newest candle that was learned: those after it were dropped while the market moved on. */
  dropped: number;
}

export const initialFeedMemory = (): FeedMemory => ({
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  staleRun: 0,
  emptyRun: 0,
  flatRate: PRIOR_RATE,
  repeatRate: PRIOR_REPEAT,
  emptyRate: PRIOR_RATE,
  gapRate: PRIOR_RATE,
  staleAgain: PRIOR_RATE,
  emptyAgain: PRIOR_RATE,
  unconfirmedClose: 0,
  dropped: 0,
});

/** How much one more candle counts in the running shares. */
export const shareOf = (candles: number): number => Math.max(RATE_SHARE, 1 / (candles + RATE_PRIOR_CANDLES));

/** A running share after one more candle, never quite 0. */
export const fade = (rate: number, isOdd: boolean, share: number, least = 1e-5): number =>
  Math.max(rate + share * (Number(isOdd) - rate), least);

/** What comes after an odd candle is learned there; otherwise it is slowly forgotten. */
export const fadeAgain = (again: number, wasOdd: boolean, isOdd: boolean, share: number): number =>
  wasOdd ? fade(again, isOdd, share) : again + RATE_SHARE * (PRIOR_RATE - again);
