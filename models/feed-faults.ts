import type { Ohlcv } from '@detective/data';
import { deviation, type Scales } from './scales.ts';

/**
 * What the detector remembers of the feed itself: the previous candle, runs of repetition, and how often each oddity
 * happens in this series. In a market where nobody trades for hours, a flat candle is no fault.
 */
export interface FeedMemory {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Candles in a row that repeat or stand still, and candles in a row without volume. */
  stillRun: number;
  emptyRun: number;
  /** Running shares of still candles, of empty ones, and of candles after a gap. */
  stillRate: number;
  emptyRate: number;
  gapRate: number;
  /** An impossible close that waits for the next candle to confirm it; 0 for none. */
  doubtedClose: number;
  /** Candles since the newest one that taught anything; the market moved on meanwhile. */
  withheld: number;
}

export type FeedFault = 'GAP' | 'FROZEN' | 'EMPTY' | 'SLIP';

/** What was found about a candle. `surprise` is in the units of the anomaly score. */
export interface FeedFinding {
  faults: FeedFault[];
  surprise: number;
  missing: number;
  /** The memory after this candle. */
  memory: FeedMemory;
  /** The candle as the scales may learn from it; null where nothing is to be learned. */
  learnable: Ohlcv | null;
}

/** Until a series shows its own habits, an oddity is taken to happen once in 2,000 candles. */
const PRIOR_RATE = 1 / 2000;
const RATE_SHARE = 1 - 2 ** (-1 / 168);
/** −log10 of the probability from which a run of odd candles is called a fault. */
const ENOUGH = { still: 6, empty: 3, gap: 2 };
/** What an impossible price adds to the score, so that it ranks before any market move. */
const SLIP_SURPRISE = 8;
/** A price further than this from the last close is impossible; in log price and in deviations. */
const IMPOSSIBLE = { least: 0.4, most: 2, deviations: 30 };

export const initialFeedMemory = (): FeedMemory => ({
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  stillRun: 0,
  emptyRun: 0,
  stillRate: PRIOR_RATE,
  emptyRate: PRIOR_RATE,
  gapRate: PRIOR_RATE,
  doubtedClose: 0,
  withheld: 0,
});

/** The distance from the last close, in log price, beyond which no market moves in one candle. */
export function impossibleMove(scales: Scales, stretch: number): number {
  const bound = IMPOSSIBLE.deviations * deviation(scales) * stretch;
  return Math.min(Math.max(bound, IMPOSSIBLE.least), IMPOSSIBLE.most);
}

const fade = (rate: number, isOdd: boolean): number =>
  Math.max(rate + RATE_SHARE * (Number(isOdd) - rate), 1e-5);

/** Surprise of a run whose members each have this probability. */
const runSurprise = (run: number, rate: number): number => -run * Math.log10(rate);

function isStill(candle: Ohlcv, memory: FeedMemory): boolean {
  const isRepeat =
    candle.open === memory.open &&
    candle.high === memory.high &&
    candle.low === memory.low &&
    candle.close === memory.close;
  return isRepeat || candle.high === candle.low;
}

/** A repeat of a candle that had a range counts twice: prices to the cent don't come again by chance. */
function stillWeight(candle: Ohlcv): number {
  return candle.high > candle.low ? 2 : 1;
}

/** The prices with an impossible high or low brought back to the body, so that a slipped wick teaches nothing. */
function withoutSlips(candle: Ohlcv, last: number, bound: number): Ohlcv {
  const ceiling = last * Math.exp(bound);
  const floor = last * Math.exp(-bound);
  return {
    ...candle,
    high: candle.high > ceiling ? Math.max(candle.close, last) : candle.high,
    low: candle.low < floor ? Math.min(candle.close, last) : candle.low,
  };
}

/**
 * Looks for what is wrong with the feed rather than with the market: missing candles, a feed that stands still, volume
 * that went missing, and prices no market reaches in one candle (a slipped decimal point). An impossible close is kept
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
  const bound = impossibleMove(scales, Math.sqrt(intervals + memory.withheld));
  const away = (price: number, from: number): boolean => Math.abs(Math.log(price / from)) > bound;
  const isSlip = away(candle.high, scales.close) || away(candle.low, scales.close);
  const isDoubted = away(candle.close, scales.close);
  const isConfirmed = isDoubted && memory.doubtedClose > 0 && !away(candle.close, memory.doubtedClose);
  const still = isStill(candle, memory);
  const stillRun = still ? memory.stillRun + stillWeight(candle) : 0;
  const empty = candle.volume === 0 && !still;
  const emptyRun = empty ? memory.emptyRun + 1 : 0;
  const gap = intervals > 1;

  const faults: FeedFault[] = [];
  let surprise = 0;
  const report = (fault: FeedFault, isOdd: boolean, size: number, enough: number): void => {
    if (!isOdd || size < enough) return;
    faults.push(fault);
    surprise += size;
  };
  report('SLIP', isSlip, SLIP_SURPRISE, 0);
  report('FROZEN', still, runSurprise(stillRun, memory.stillRate), ENOUGH.still);
  report('GAP', gap, runSurprise(1, memory.gapRate) + Math.log10(intervals), ENOUGH.gap);
  report('EMPTY', empty, runSurprise(emptyRun, memory.emptyRate), ENOUGH.empty);

  const isFrozen = faults.includes('FROZEN');
  const isWithheld = isFrozen || (isDoubted && !isConfirmed);
  return {
    faults,
    surprise,
    missing: intervals - 1,
    learnable: isWithheld ? null : withoutSlips(candle, isConfirmed ? candle.close : scales.close, bound),
    memory: {
      open: candle.open,
      high: candle.high,
      low: candle.low,
      close: candle.close,
      volume: candle.volume,
      stillRun,
      emptyRun,
      stillRate: fade(memory.stillRate, still),
      emptyRate: fade(memory.emptyRate, empty),
      gapRate: fade(memory.gapRate, gap),
      doubtedClose: isDoubted && !isConfirmed ? candle.close : 0,
      withheld: isWithheld ? memory.withheld + intervals : 0,
    },
  };
}

/** The finding for the first candle of a series, which has nothing to be compared with. */
export function nothingToCompare(candle: Ohlcv): FeedFinding {
  const { open, high, low, close, volume } = candle;
  const memory = { ...initialFeedMemory(), open, high, low, close, volume };
  return { faults: [], surprise: 0, missing: 0, learnable: candle, memory };
}
