import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '@detective/data';
import { inspectFeed, nothingToCompare, type CandlePlace, type FeedFinding } from './feed-faults.ts';
import { initialFeedMemory, type FeedMemory } from './feed-memory.ts';
import { featuresOf } from './features.ts';
import { initialScales, learnScales, longMoveHalfLife, type Priors, type Scales } from './scales.ts';
import { learnTrends } from './trends.ts';
import {
  isQuietHour,
  learnHabits,
  missingTimes,
  noHabits,
  quietShare,
  type WeeklyHabits,
} from './weekly-habits.ts';

/** After a longer gap the old scales say little: the candle is judged, and the warm-up begins anew. */
const LONGEST_GAP = 168;
const WEEK = 7 * INTERVALS['1d'];
/** In an hour that is this seldom traded a candle without a trade is a closed market, which teaches the ranges less. */
const CLOSED = { share: 0.8, counts: 1 / 8 };

/** What is known of a series apart from what the networks and past scores say. */
export interface MarketState {
  /** Start of the newest candle; NaN before the first. */
  readonly lastOpenTime: EpochMs;
  readonly scales: Readonly<Scales>;
  readonly feed: Readonly<FeedMemory>;
  /** What the series does every week. */
  readonly habits: WeeklyHabits;
}

/** What a walk through a series needs to know of it. */
export interface WalkOptions {
  interval: Interval;
  priors: Priors;
  /** Half-life of the long move in candles; that of the detector unless a search tries another. */
  longMove?: number;
}

/** What one candle adds to what was known before it. */
export interface Observation {
  candle: Ohlcv;
  /** What is wrong with the feed at this candle, if anything. */
  finding: FeedFinding;
  /** Intervals in which the market could move since the last candle that was learned: 1 unless candles are missing. */
  elapsed: number;
  /** The state after the candle. */
  next: MarketState;
  /** What the networks read of it, [13]; null for a candle that teaches nothing. */
  input: Float64Array | null;
  /** Whether the networks forget what they read before this candle, because it comes after a long gap. */
  isRestart: boolean;
}

/** The state before the first candle of a series. */
export const initialMarketState = ({ interval, priors }: WalkOptions): MarketState => ({
  lastOpenTime: Number.NaN,
  scales: initialScales(priors, interval),
  feed: initialFeedMemory(),
  habits: noHabits(),
});

/**
 * Takes a series one candle further. Serving, training and evaluation all walk a series through this function, so the
 * networks learn from exactly what they are later given. Pure; candles must be valid and ascending.
 */
export function observe(state: MarketState, candle: Ohlcv, options: WalkOptions): Observation {
  const { interval, longMove = longMoveHalfLife(interval) } = options;
  const { openTime } = candle;
  const isFirst = Number.isNaN(state.lastOpenTime);
  const place = placeOf(state, openTime, interval);
  const finding = isFirst ? nothingToCompare(candle) : inspectFeed(state.feed, state.scales, candle, place);
  const elapsed = place.intervals + state.feed.dropped;
  const habits = learnHabits(state.habits, place.missing, { openTime, isQuiet: finding.isQuiet }, interval);
  const next = { lastOpenTime: openTime, scales: state.scales, feed: finding.memory, habits };
  const { learnable } = finding;
  if (learnable === null) return { candle, finding, elapsed, next, input: null, isRestart: false };
  const isRestart = elapsed > LONGEST_GAP;
  const before = isRestart ? restartedScales(state.scales, options) : state.scales;
  const isClosed = finding.isQuiet && quietShare(state.habits, openTime) >= CLOSED.share;
  const growth = isRestart ? 1 : Math.sqrt(elapsed);
  const scales = Object.assign(
    learnScales(before, learnable, growth, isClosed ? CLOSED.counts : 1, longMove),
    learnTrends(before, learnable, growth),
  );
  const input = featuresOf(before, scales, learnable, openTime + INTERVALS[interval]);
  return { candle, finding, elapsed, next: Object.assign(next, { scales }), input, isRestart };
}

/** Where a candle stands in time, and which candles are missing before it. */
function placeOf(
  { lastOpenTime, habits }: MarketState,
  openTime: EpochMs,
  interval: Interval,
): CandlePlace & { missing: EpochMs[] } {
  const intervals = Number.isNaN(lastOpenTime) ? 1 : intervalsBetween(lastOpenTime, openTime, interval);
  const missing = intervals > 1 ? missingTimes(lastOpenTime, openTime, interval) : [];
  const expected = missing.filter((time) => isQuietHour(habits, time)).length;
  return {
    intervals,
    unexpected: intervals - 1 - expected,
    isQuietHour: isQuietHour(habits, openTime),
    candlesPerWeek: WEEK / INTERVALS[interval],
    missing,
  };
}

/** Walks a whole series from its first candle. */
export function* observeAll(candles: Iterable<Ohlcv>, options: WalkOptions): Generator<Observation> {
  let state = initialMarketState(options);
  for (const candle of candles) {
    const observation = observe(state, candle, options);
    yield observation;
    state = observation.next;
  }
}

/** How many intervals lie between the starts of two candles, at least one. */
export const intervalsBetween = (earlier: EpochMs, later: EpochMs, interval: Interval): number =>
  Math.max(Math.round((later - earlier) / INTERVALS[interval]), 1);

/** Of the old scales only the volatility outlasts a long gap. */
const restartedScales = ({ variance, longMove }: Scales, { interval, priors }: WalkOptions): Scales => ({
  ...initialScales(priors, interval),
  variance,
  longMove,
});
