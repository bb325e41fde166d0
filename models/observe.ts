import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '@detective/data';
import {
  initialFeedMemory,
  inspectFeed,
  nothingToCompare,
  type FeedFinding,
  type FeedMemory,
} from './feed-faults.ts';
import { featuresOf } from './features.ts';
import { initialScales, learnScales, type Priors, type Scales } from './scales.ts';

/** After a longer gap the old scales say little: the candle is judged, and the warm-up begins anew. */
const LONGEST_GAP = 168;

/** What is known of a series apart from what the networks and past scores say. */
export interface MarketState {
  /** Start of the newest candle; NaN before the first. */
  readonly lastOpenTime: EpochMs;
  readonly scales: Readonly<Scales>;
  readonly feed: Readonly<FeedMemory>;
}

/** What a walk through a series needs to know of it. */
export interface WalkOptions {
  interval: Interval;
  priors: Priors;
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
});

/**
 * Takes a series one candle further. Serving, training and evaluation all walk a series through this function, so the
 * networks learn from exactly what they are later given. Pure; candles must be valid and ascending.
 */
export function observe(state: MarketState, candle: Ohlcv, options: WalkOptions): Observation {
  const isFirst = state.scales.candles === 0;
  const intervals = isFirst ? 1 : intervalsBetween(state.lastOpenTime, candle.openTime, options.interval);
  const finding = isFirst
    ? nothingToCompare(candle)
    : inspectFeed(state.feed, state.scales, candle, intervals);
  const elapsed = intervals + state.feed.dropped;
  const next = { lastOpenTime: candle.openTime, scales: state.scales, feed: finding.memory };
  const { learnable } = finding;
  if (learnable === null) return { candle, finding, elapsed, next, input: null, isRestart: false };
  const isRestart = elapsed > LONGEST_GAP;
  const before = isRestart ? restartedScales(state.scales, options) : state.scales;
  const scales = learnScales(before, learnable, isRestart ? 1 : Math.sqrt(elapsed));
  const input = featuresOf(before, scales, learnable, candle.openTime + INTERVALS[options.interval]);
  return { candle, finding, elapsed, next: { ...next, scales }, input, isRestart };
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

const intervalsBetween = (earlier: EpochMs, later: EpochMs, interval: Interval): number =>
  Math.max(Math.round((later - earlier) / INTERVALS[interval]), 1);

/** Of the old scales only the volatility outlasts a long gap. */
const restartedScales = ({ variance }: Scales, { interval, priors }: WalkOptions): Scales => ({
  ...initialScales(priors, interval),
  variance,
});
