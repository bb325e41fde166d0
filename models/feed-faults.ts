import type { Ohlcv } from '@detective/data';
import { deviation, type Scales } from './scales.ts';

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
  /** Candles in a row that repeat or have no range, and candles in a row without volume. */
  staleRun: number;
  emptyRun: number;
  /** Running shares of stale candles, of empty ones, and of candles after a gap. */
  staleRate: number;
  emptyRate: number;
  gapRate: number;
  /** An impossible close that waits for the next candle to confirm it; 0 for none. */
  unconfirmedClose: number;
  /** Intervals since the newest candle that was learned: those after it were dropped while the market moved on. */
  dropped: number;
}

export type FeedFault = 'GAP' | 'FROZEN' | 'EMPTY' | 'BAD_TICK';

/** What was found about a candle. `surprisal` is in the units of the anomaly score. */
export interface FeedFinding {
  faults: FeedFault[];
  surprisal: number;
  /** How many candles are missing before this one. */
  missing: number;
  /** What is known of the feed after this candle. */
  memory: FeedMemory;
  /** The candle as the scales may learn from it; null where nothing is to be learned. */
  learnable: Ohlcv | null;
}

/** Until a series shows its own habits, an oddity is taken to happen once in 2,000 candles. */
const PRIOR_RATE = 1 / 2000;
const RATE_SHARE = 1 - 2 ** (-1 / 168);
/** −log10 of the probability from which a run of odd candles is called a fault. */
const ENOUGH = { stale: 6, empty: 3, gap: 2 };
/** What an impossible price adds to the score, so that it ranks before any market move. */
const BAD_TICK_SURPRISAL = 8;
/** A price further than this from the last close is impossible; in log price and in deviations. */
const IMPOSSIBLE = { least: 0.4, most: 2, deviations: 30 };

export const initialFeedMemory = (): FeedMemory => ({
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  staleRun: 0,
  emptyRun: 0,
  staleRate: PRIOR_RATE,
  emptyRate: PRIOR_RATE,
  gapRate: PRIOR_RATE,
  unconfirmedClose: 0,
  dropped: 0,
});

/**
 * The distance from the last close, in log price, beyond which no market moves in one candle.
 *
 * @param growth root of the intervals in which the market could move
 */
export function impossibleMove(scales: Scales, growth: number): number {
  const bound = IMPOSSIBLE.deviations * deviation(scales) * growth;
  return Math.min(Math.max(bound, IMPOSSIBLE.least), IMPOSSIBLE.most);
}

const fade = (rate: number, isOdd: boolean): number =>
  Math.max(rate + RATE_SHARE * (Number(isOdd) - rate), 1e-5);

/** Surprisal of a run whose members each have this probability. */
const runSurprisal = (run: number, rate: number): number => -run * Math.log10(rate);

function isStale(candle: Ohlcv, memory: FeedMemory): boolean {
  const isRepeat =
    candle.open === memory.open &&
    candle.high === memory.high &&
    candle.low === memory.low &&
    candle.close === memory.close;
  return isRepeat || candle.high === candle.low;
}

/** A repeat of a candle that had a range counts twice: prices to the cent don't come again by chance. */
function staleWeight(candle: Ohlcv): number {
  return candle.high > candle.low ? 2 : 1;
}

/** The candle with an impossible high or low brought back to the body, so that a bad tick teaches nothing. */
function withoutBadTicks(candle: Ohlcv, last: number, bound: number): Ohlcv {
  const ceiling = last * Math.exp(bound);
  const floor = last * Math.exp(-bound);
  return {
    ...candle,
    high: candle.high > ceiling ? Math.max(candle.close, last) : candle.high,
    low: candle.low < floor ? Math.min(candle.close, last) : candle.low,
  };
}

/**
 * Looks for what is wrong with the feed rather than with the market: missing candles, a frozen feed, volume that went
 * missing, and prices no market reaches in one candle (a slipped decimal point). An impossible close is kept
 * out of the scales until the next candle confirms the new level.
 *
 * @param intervals intervals since the previous candle: 1 where none is missing
 */
export function inspectFeed(
  memory: FeedMemory,
  scales: Scales,
  candle: Ohlcv,
  intervals: number,
): FeedFinding {
  const bound = impossibleMove(scales, Math.sqrt(intervals + memory.dropped));
  const away = (price: number, from: number): boolean => Math.abs(Math.log(price / from)) > bound;
  const isBadTick = away(candle.high, scales.close) || away(candle.low, scales.close);
  const isUnconfirmed = away(candle.close, scales.close);
  const isConfirmed =
    isUnconfirmed && memory.unconfirmedClose > 0 && !away(candle.close, memory.unconfirmedClose);
  const stale = isStale(candle, memory);
  const staleRun = stale ? memory.staleRun + staleWeight(candle) : 0;
  const empty = candle.volume === 0 && !stale;
  // An unknown volume neither goes on with a run without volume nor ends it.
  const hasVolume = candle.volume !== null;
  const emptyRun = empty ? memory.emptyRun + 1 : hasVolume ? 0 : memory.emptyRun;
  const isAfterGap = intervals > 1;

  const faults: FeedFault[] = [];
  let surprisal = 0;
  const report = (fault: FeedFault, isOdd: boolean, size: number, enough: number): void => {
    if (!isOdd || size < enough) return;
    faults.push(fault);
    surprisal += size;
  };
  report('BAD_TICK', isBadTick, BAD_TICK_SURPRISAL, 0);
  report('FROZEN', stale, runSurprisal(staleRun, memory.staleRate), ENOUGH.stale);
  report('GAP', isAfterGap, runSurprisal(1, memory.gapRate) + Math.log10(intervals), ENOUGH.gap);
  report('EMPTY', empty, runSurprisal(emptyRun, memory.emptyRate), ENOUGH.empty);

  const isFrozen = faults.includes('FROZEN');
  const isDropped = isFrozen || (isUnconfirmed && !isConfirmed);
  return {
    faults,
    surprisal,
    missing: intervals - 1,
    learnable: isDropped ? null : withoutBadTicks(candle, isConfirmed ? candle.close : scales.close, bound),
    memory: {
      open: candle.open,
      high: candle.high,
      low: candle.low,
      close: candle.close,
      volume: candle.volume ?? Number.NaN,
      staleRun,
      emptyRun,
      staleRate: fade(memory.staleRate, stale),
      emptyRate: hasVolume ? fade(memory.emptyRate, empty) : memory.emptyRate,
      gapRate: fade(memory.gapRate, isAfterGap),
      unconfirmedClose: isUnconfirmed && !isConfirmed ? candle.close : 0,
      dropped: isDropped ? memory.dropped + intervals : 0,
    },
  };
}

/** The finding for the first candle of a series, which has nothing to be compared with. */
export function nothingToCompare(candle: Ohlcv): FeedFinding {
  const { open, high, low, close, volume } = candle;
  const memory = { ...initialFeedMemory(), open, high, low, close, volume: volume ?? Number.NaN };
  return { faults: [], surprisal: 0, missing: 0, learnable: candle, memory };
}
