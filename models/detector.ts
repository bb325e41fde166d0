import { INTERVALS, type Interval, type Ohlcv } from '@detective/data';
import type { Artifact } from './artifact.ts';
import { remember, scoreLaw, survival, thresholdFor, type ScoreLaw } from './calibration.ts';
import type { Detection, Forecast } from './detection.ts';
import { initialDetectorState, type DetectorState } from './detector-state.ts';
import { expectationOf, forecastPrices } from './expectation.ts';
import { initialFeedMemory, inspectFeed, type FeedFinding } from './feed-faults.ts';
import { featuresOf } from './features.ts';
import { limitsOf } from './limits.ts';
import { lstmStep, packLstm, type PackedLstm } from './lstm.ts';
import { explain } from './reason.ts';
import { initialScales, learnScales, type Scales } from './scales.ts';
import { createStateCodec, type StateCodec } from './state-codec.ts';
import { scoreOf, surprisesOf, type Surprises } from './views.ts';

/** How often people want to be told, and how long a candle lasts. */
export interface DetectorOptions {
  interval: Interval;
  /** The alert budget: alerts a week, from 1/52 to 49. */
  alertsPerWeek: number;
}

/**
 * Judges candles one after the other. Nothing in here changes: all memory is in the state, so streaming, batch
 * evaluation and going on after a crash are the same thing.
 */
export interface Detector {
  readonly modelId: string;
  /** Candles needed before the first score. */
  readonly warmUpCandles: number;
  initialState(): DetectorState;
  /** Judges a candle on what was known before it, and gives the state after it. Pure; candles must be validated. */
  step(state: DetectorState, candle: Ohlcv): { detection: Detection; nextState: DetectorState };
  /** What is expected of the next candle; null while warming up. */
  forecast(state: DetectorState): Forecast | null;
  /** Candles still needed before the first score. */
  warmUpRemaining(state: DetectorState): number;
  encodeState(state: DetectorState): Uint8Array;
  /** @throws StateMismatchError for bytes of another model, interval or version, and for damaged ones */
  decodeState(bytes: Uint8Array): DetectorState;
}

export const WARM_UP_CANDLES = 48;
/** After a longer gap the old scales say little: the candle is judged, and the warm-up begins anew. */
const LONGEST_GAP = 168;
const WEEK = 7 * INTERVALS['1d'];
/** No more than every second candle can be an alert, however large the budget is for the interval. */
const HIGHEST_RATE = 0.5;

/** Nothing is called rarer than once in so many candles; also keeps the figure finite. */
const RAREST = 1e-9;

const WARMING_UP: Detection = {
  status: 'WARMING_UP',
  forecastHigh: null,
  forecastLow: null,
  anomalyScore: null,
  threshold: null,
  upperLimit: null,
  lowerLimit: null,
  isAnomaly: false,
  kinds: [],
  returnPeriodHours: null,
  reason: null,
};

/** Alerts a candle that a weekly budget allows. */
export function alertRate({ interval, alertsPerWeek }: DetectorOptions): number {
  if (!(alertsPerWeek > 0) || !Number.isFinite(alertsPerWeek)) {
    throw new RangeError(
      `Alert budget: expected a number of alerts a week above 0, received ${alertsPerWeek}.`,
    );
  }
  return Math.min((alertsPerWeek * INTERVALS[interval]) / WEEK, HIGHEST_RATE);
}

/** A detector for one interval and alert budget; any number of series can share it, each with a state of its own. */
export function createDetector(artifact: Artifact, options: DetectorOptions): Detector {
  return new ArtifactDetector(artifact, options);
}

class ArtifactDetector implements Detector {
  readonly warmUpCandles = WARM_UP_CANDLES;
  readonly modelId: string;
  private readonly rate: number;
  private readonly interval: Interval;
  private readonly codec: StateCodec;
  private readonly members: PackedLstm[];

  constructor(
    private readonly artifact: Artifact,
    options: DetectorOptions,
  ) {
    this.modelId = artifact.manifest.id;
    this.rate = alertRate(options);
    this.interval = options.interval;
    this.members = artifact.members.map(packLstm);
    this.codec = createStateCodec(artifact.manifest, options.interval);
  }

  initialState(): DetectorState {
    return initialDetectorState(this.artifact.manifest, this.interval);
  }

  warmUpRemaining(state: DetectorState): number {
    return Math.max(WARM_UP_CANDLES - state.scales.candles, 0);
  }

  encodeState(state: DetectorState): Uint8Array {
    return this.codec.encode(state);
  }

  decodeState(bytes: Uint8Array): DetectorState {
    return this.codec.decode(bytes);
  }

  forecast(state: DetectorState): Forecast | null {
    if (this.warmUpRemaining(state) > 0) return null;
    const openTime = state.lastOpenTime + INTERVALS[this.interval];
    const expectation = expectationOf(state, 1);
    const { high, low } = forecastPrices(expectation);
    const threshold = thresholdFor(this.law(state), this.rate);
    return { openTime, high, low, ...limitsOf(this.artifact.manifest.tails, expectation, threshold) };
  }

  step(state: DetectorState, candle: Ohlcv): { detection: Detection; nextState: DetectorState } {
    const intervals = this.intervalsSince(state, candle);
    const found =
      state.scales.candles === 0 ? unseen(candle) : inspectFeed(state.feed, state.scales, candle, intervals);
    const judged = this.warmUpRemaining(state) > 0 ? null : this.judge(state, candle, intervals, found);
    const nextState = this.learn(state, candle, intervals, found, judged?.detection.anomalyScore ?? null);
    return { detection: judged?.detection ?? { ...WARMING_UP, kinds: [] }, nextState };
  }

  private law(state: DetectorState): ScoreLaw {
    return scoreLaw(state.record, this.artifact.manifest.scores.shape);
  }

  private intervalsSince(state: DetectorState, candle: Ohlcv): number {
    if (state.scales.candles === 0) return 1;
    return Math.max(Math.round((candle.openTime - state.lastOpenTime) / INTERVALS[this.interval]), 1);
  }

  private judge(
    state: DetectorState,
    candle: Ohlcv,
    intervals: number,
    found: FeedFinding,
  ): { detection: Detection; surprises: Surprises } {
    const { tails } = this.artifact.manifest;
    const expectation = expectationOf(state, intervals);
    const surprises = surprisesOf(tails, expectation, candle);
    const law = this.law(state);
    const threshold = thresholdFor(law, this.rate);
    const marketScore = scoreOf(surprises);
    // A fault is a fact, not a probability: it is an anomaly at any budget.
    const isFault = found.faults.length > 0;
    const anomalyScore = isFault ? Math.max(marketScore, threshold + 1) + found.surprise : marketScore;
    const isAnomaly = anomalyScore > threshold;
    const { high, low } = forecastPrices(expectation);
    const hours = INTERVALS[this.interval] / INTERVALS['1h'];
    return {
      surprises,
      detection: {
        status: 'SCORED',
        forecastHigh: high,
        forecastLow: low,
        anomalyScore,
        threshold,
        ...limitsOf(tails, expectation, threshold),
        isAnomaly,
        kinds: [],
        reason: null,
        returnPeriodHours: isFault ? null : hours / Math.max(survival(law, anomalyScore), RAREST),
        ...(isAnomaly ? explain(candle, expectation, surprises, found) : {}),
      },
    };
  }

  private learn(
    state: DetectorState,
    candle: Ohlcv,
    intervals: number,
    found: FeedFinding,
    score: number | null,
  ): DetectorState {
    // A fault tells nothing about how often the market surprises.
    const record = score === null || found.faults.length > 0 ? state.record : remember(state.record, score);
    const advanced = { ...state, lastOpenTime: candle.openTime, feed: found.memory, record };
    if (found.learnable === null) return advanced;
    const elapsed = intervals + state.feed.withheld;
    if (elapsed > LONGEST_GAP) return this.restart(advanced, found.learnable);
    const scales = learnScales(state.scales, found.learnable, Math.sqrt(elapsed));
    return { ...advanced, scales, ...this.think(state, scales, found.learnable) };
  }

  private restart(state: DetectorState, candle: Ohlcv): DetectorState {
    const { record } = state;
    const fresh = initialScales(this.artifact.manifest.priors, this.interval);
    const kept: Scales = { ...fresh, variance: state.scales.variance };
    const begun = {
      ...this.initialState(),
      scales: kept,
      record,
      feed: state.feed,
      lastOpenTime: state.lastOpenTime,
    };
    const scales = learnScales(kept, candle);
    return { ...begun, scales, ...this.think(begun, scales, candle) };
  }

  /** Lets the networks read a candle; gives their new memory and what they say about the next one. */
  private think(
    before: DetectorState,
    scales: Scales,
    candle: Ohlcv,
  ): Pick<DetectorState, 'memory' | 'output'> {
    const nextOpenTime = candle.openTime + INTERVALS[this.interval];
    const input = featuresOf(before.scales, scales, candle, nextOpenTime);
    const memory = before.memory.slice();
    const output = new Float64Array(before.output.length);
    let offset = 0;
    for (const member of this.members) {
      lstmStep(member, memory, offset, input, output, 1 / this.members.length);
      offset += 2 * member.units;
    }
    return { memory, output };
  }
}

/** The first candle of a series has nothing to be compared with. */
function unseen(candle: Ohlcv): FeedFinding {
  const { open, high, low, close, volume } = candle;
  return {
    faults: [],
    surprise: 0,
    missing: 0,
    learnable: candle,
    memory: { ...initialFeedMemory(), open, high, low, close, volume },
  };
}
