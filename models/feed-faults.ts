import type { Ohlcv } from '@detective/data';
import { fade, fadeAgain, initialFeedMemory, PRIOR_REPEAT, shareOf, type FeedMemory } from './feed-memory.ts';
import { deviation, WARM_UP_CANDLES, type Scales } from './scales.ts';
import { stalenessOf, staleSurprisal } from './stale-candle.ts';

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

/**
 * The distance from the last close, in log price, beyond which no market moves in one candle.
 *
 * @param growth root of the intervals in which the market could move
 */
export function impossibleMove(scales: Scales, growth: number): number {
  const bound = IMPOSSIBLE.deviations * deviation(scales) * growth;
  return Math.min(Math.max(bound, IMPOSSIBLE.least), IMPOSSIBLE.most);
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
  const share = shareOf(scales.candles);
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
