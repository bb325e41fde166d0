import type { Ohlcv } from '@detective/data';
import { deviation, WARM_UP_CANDLES, type Scales } from './scales.ts';

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

export type FeedFault = 'GAP' | 'FROZEN' | 'EMPTY' | 'BAD_TICK';

/** What was found about a candle. `surprisal` is in the units of the anomaly score. */
export interface FeedFinding {
  faults: FeedFault[];
  surprisal: number;
  /** How many candles are missing before this one. */
  missing: number;
  /** Whether the candle goes on with a fault that was told at an earlier one: it says nothing more. */
  isTold: boolean;
  /** Whether the candle brought neither a move nor a trade. */
  isQuiet: boolean;
  /** What is known of the feed after this candle. */
  memory: FeedMemory;
  /** The candle as the scales may learn from it; null where nothing is to be learned. */
  learnable: Ohlcv | null;
}

/** Where a candle stands in time. */
export interface CandlePlace {
  /** Intervals since the previous candle: 1 where none is missing, and how many of the missing ones come as a rule. */
  intervals: number;
  unexpected: number;
  /** Whether nothing comes in this hour of the week as a rule. */
  isQuietHour: boolean;
  candlesPerWeek: number;
}

/** Until a series shows its own habits, an oddity is taken to happen once in 2,000 candles. */
const PRIOR_RATE = 1 / 2000;
/** That a candle with a range comes again, to the cent; it is a fault at once. */
const PRIOR_REPEAT = 5e-7;
const RATE_SHARE = 1 - 2 ** (-1 / 168);
/** The first candles of a series say more of it than what came before any. */
const RATE_PRIOR_CANDLES = 50;
/** −log10 of the probability from which a run of odd candles is called a fault. */
const ENOUGH = { stale: 6, empty: 3 };
/** A candle of a stale run that is at least this likely is a habit of the series, and the scales learn from it. */
const HABIT = 0.8;
/** A gap is a fault where it comes less often than about one and a half times a week. */
const GAPS_A_WEEK = 1.6;
/** What an impossible price or a frozen feed adds to the score, so that it ranks before any market move. */
const FAULT_SURPRISAL = 8;
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
  flatRate: PRIOR_RATE,
  repeatRate: PRIOR_REPEAT,
  emptyRate: PRIOR_RATE,
  gapRate: PRIOR_RATE,
  staleAgain: PRIOR_RATE,
  emptyAgain: PRIOR_RATE,
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

const fade = (rate: number, isOdd: boolean, share: number, least = 1e-5): number =>
  Math.max(rate + share * (Number(isOdd) - rate), least);

/** What comes after an odd candle is learned there; otherwise it is slowly forgotten. */
const fadeAgain = (again: number, wasOdd: boolean, isOdd: boolean, share: number): number =>
  wasOdd ? fade(again, isOdd, share) : again + RATE_SHARE * (PRIOR_RATE - again);

type Staleness = 'flat' | 'repeat' | 'copy';

/**
 * Whether a candle brings nothing new: no range and no trade, or the prices of the candle before. Trades at one price
 * are a market that stands still, and no fault; a copy is a candle that comes again with its very volume.
 */
function stalenessOf(candle: Ohlcv, memory: FeedMemory): Staleness | null {
  const isRepeat =
    candle.open === memory.open &&
    candle.high === memory.high &&
    candle.low === memory.low &&
    candle.close === memory.close;
  const isTraded = (candle.volume ?? 0) > 0;
  if (isTraded && !(isRepeat && candle.volume === memory.volume)) return null;
  if (candle.high === candle.low) return 'flat';
  if (!isRepeat) return null;
  return isTraded ? 'copy' : 'repeat';
}

/** Surprisal of one more stale candle: by how often it happens, by what follows another, by the hour of the week. */
function staleSurprisal(staleness: Staleness, memory: FeedMemory, isQuietHour: boolean): number {
  const { flatRate, repeatRate, staleAgain, staleRun } = memory;
  if (staleness === 'copy') return -Math.log10(PRIOR_REPEAT);
  if (isQuietHour) return 0;
  const rate = staleness === 'flat' ? flatRate : repeatRate;
  return -Math.log10(Math.max(rate, staleRun > 0 ? staleAgain : 0));
}

/** The candle with an impossible high or low brought back to the body, so that a bad tick teaches nothing. */
function withoutBadTicks(candle: Ohlcv, last: number, bound: number): Ohlcv {
  const ceiling = last * Math.exp(bound);
  const floor = last * Math.exp(-bound);
  return Object.assign({}, candle, {
    high: candle.high > ceiling ? Math.max(candle.close, last) : candle.high,
    low: candle.low < floor ? Math.min(candle.close, last) : candle.low,
  });
}

/**
 * Looks for what is wrong with the feed rather than with the market: missing candles, a frozen feed, volume that went
 * missing, and prices no market reaches in one candle (a slipped decimal point). An impossible close is kept
 * out of the scales until the next candle confirms the new level.
 *
 * A run of odd candles is told once, at the candle that makes it improbable; a run that began before the warm-up was
 * over is how the series is.
 */
export function inspectFeed(
  memory: FeedMemory,
  scales: Scales,
  candle: Ohlcv,
  place: CandlePlace,
): FeedFinding {
  const { intervals, unexpected, isQuietHour, candlesPerWeek } = place;
  const bound = impossibleMove(scales, Math.sqrt(intervals + memory.dropped));
  const away = (price: number, from: number): boolean => Math.abs(Math.log(price / from)) > bound;
  const isBadTick = away(candle.high, scales.close) || away(candle.low, scales.close);
  const isUnconfirmed = away(candle.close, scales.close);
  const isConfirmed =
    isUnconfirmed && memory.unconfirmedClose > 0 && !away(candle.close, memory.unconfirmedClose);
  const isWarm = scales.candles >= WARM_UP_CANDLES;
  const staleness = stalenessOf(candle, memory);
  const isStale = staleness !== null;
  const staleStep = isStale ? staleSurprisal(staleness, memory, isQuietHour) : 0;
  // A run has begun even where its candles are no surprise.
  const staleRun = isStale ? Math.max(memory.staleRun + staleStep, 1e-9) : 0;
  const isEmpty = candle.volume === 0 && !isStale;
  const emptyStep = -Math.log10(Math.max(memory.emptyRate, memory.emptyRun > 0 ? memory.emptyAgain : 0));
  // An unknown volume neither goes on with a run without volume nor ends it.
  const hasVolume = candle.volume !== null;
  const emptyRun = isEmpty ? memory.emptyRun + emptyStep : hasVolume ? 0 : memory.emptyRun;
  const gap = -Math.log10(memory.gapRate) + Math.log10(1 + unexpected);

  const faults: FeedFault[] = [];
  let surprisal = 0;
  const report = (fault: FeedFault, isOdd: boolean, size: number): void => {
    if (!isOdd) return;
    faults.push(fault);
    surprisal += size;
  };
  report('BAD_TICK', isBadTick, FAULT_SURPRISAL);
  report('FROZEN', memory.staleRun < ENOUGH.stale && staleRun >= ENOUGH.stale, staleRun + FAULT_SURPRISAL);
  report('GAP', unexpected > 0 && gap >= Math.log10(candlesPerWeek / GAPS_A_WEEK), gap);
  report('EMPTY', memory.emptyRun < ENOUGH.empty && emptyRun >= ENOUGH.empty, emptyRun);

  const isFrozen = isWarm && staleRun >= ENOUGH.stale && staleStep > -Math.log10(HABIT);
  const isDropped = isFrozen || (isUnconfirmed && !isConfirmed);
  const share = Math.max(RATE_SHARE, 1 / (scales.candles + RATE_PRIOR_CANDLES));
  return {
    faults,
    surprisal,
    missing: intervals - 1,
    isTold: isFrozen && faults.length === 0,
    isQuiet: staleness === 'flat',
    learnable: isDropped ? null : withoutBadTicks(candle, isConfirmed ? candle.close : scales.close, bound),
    memory: {
      open: candle.open,
      high: candle.high,
      low: candle.low,
      close: candle.close,
      volume: candle.volume ?? Number.NaN,
      staleRun,
      emptyRun,
      flatRate: fade(memory.flatRate, staleness === 'flat', share),
      repeatRate: fade(memory.repeatRate, staleness === 'repeat', share, PRIOR_REPEAT),
      emptyRate: hasVolume ? fade(memory.emptyRate, isEmpty, share) : memory.emptyRate,
      gapRate: fade(memory.gapRate, unexpected > 0, share),
      staleAgain: fadeAgain(memory.staleAgain, memory.staleRun > 0, isStale, share),
      emptyAgain: hasVolume
        ? fadeAgain(memory.emptyAgain, memory.emptyRun > 0, isEmpty, share)
        : memory.emptyAgain,
      unconfirmedClose: isUnconfirmed && !isConfirmed ? candle.close : 0,
      dropped: isDropped ? memory.dropped + intervals : 0,
    },
  };
}

/** The finding for the first candle of a series, which has nothing to be compared with. */
export function nothingToCompare(candle: Ohlcv): FeedFinding {
  const { open, high, low, close, volume } = candle;
  const memory = { ...initialFeedMemory(), open, high, low, close, volume: volume ?? Number.NaN };
  const isQuiet = high === low && !(volume !== null && volume > 0);
  return { faults: [], surprisal: 0, missing: 0, isTold: false, isQuiet, learnable: candle, memory };
}
