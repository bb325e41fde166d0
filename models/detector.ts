import { INTERVALS, type Interval, type Ohlcv } from '@detective/data';
import type { Artifact } from './artifact.ts';
import type { DetectorParts } from './detector-parts.ts';
import { initialDetectorState, type DetectorState } from './detector-state.ts';
import { expectationOf, forecastPrices } from './expectation.ts';
import type { Forecast, Judgement } from './judgement.ts';
import { explainCandle, judgeCandle, WARMING_UP } from './judge-candle.ts';
import { learnCandle, type Seen } from './learn-candle.ts';
import { pastScores } from './past-scores.ts';
import { limitsOf } from './limits.ts';
import { ensembleOf } from './lstm.ts';
import { noticeOf, type Notice } from './notice.ts';
import { intervalsBetween, observe, type Observation } from './observe.ts';
import { WARM_UP_CANDLES } from './scales.ts';
import { sightOf, type Sight } from './score.ts';
import { thresholdFor } from './score-distribution.ts';
import { alertProbability } from './surplus.ts';
import { createStateCodec, type StateCodec } from './state-codec.ts';
import { usualRange, usualResiduals } from './usual-range.ts';
import { fittedScore, viewsOf } from './views/fitted-views.ts';
import type { View } from './views/view.ts';
import { VIEWS } from './views/views.ts';

/** How often people want to be told, and how long a candle lasts. */
export interface DetectorOptions {
  interval: Interval;
  /** The alert budget: alerts a week, from 1/52 to 49. */
  alertsPerWeek: number;
}

/** What one candle leads to: its judgement, the state after it, and what was seen in it. */
export interface Step {
  judgement: Judgement;
  nextState: DetectorState;
  observation: Observation;
  /** Null for most candles: there is nothing about them that a channel with a budget of incidents could be told. */
  notice: Notice | null;
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
  step(state: DetectorState, candle: Ohlcv): Step;
  /** What is expected of the next candle; null while warming up. */
  forecast(state: DetectorState): Forecast | null;
  /** Candles still needed before the first score. */
  warmUpRemaining(state: DetectorState): number;
  encodeState(state: DetectorState): Uint8Array;
  /** @throws StateMismatchError for bytes of another model, interval or version, and for damaged ones */
  decodeState(bytes: Uint8Array): DetectorState;
}

const WEEK = 7 * INTERVALS['1d'];
/** No more than every second candle can be an alert, however large the budget is for the interval. */
const HIGHEST_RATE = 0.5;

/** Alerts a candle that a weekly budget allows. */
export function alertRate({ interval, alertsPerWeek }: DetectorOptions): number {
  if (!(alertsPerWeek > 0) || !Number.isFinite(alertsPerWeek)) {
    throw new RangeError(
      `Alert budget: expected a number of alerts a week above 0, received ${alertsPerWeek}.`,
    );
  }
  return Math.min((alertsPerWeek * INTERVALS[interval]) / WEEK, HIGHEST_RATE);
}

/**
 * A detector for one interval and alert budget; any number of series can share it, each with a state of its own.
 *
 * @param views what its score is made of; the artifact has to hold a tail for each reading
 */
export function createDetector(
  artifact: Artifact,
  options: DetectorOptions,
  views: readonly View[] = VIEWS,
): Detector {
  return new ArtifactDetector(artifact, options, views);
}

class ArtifactDetector implements Detector {
  readonly warmUpCandles = WARM_UP_CANDLES;
  readonly modelId: string;
  private readonly parts: DetectorParts;
  private readonly codec: StateCodec;

  constructor({ manifest, members }: Artifact, options: DetectorOptions, views: readonly View[]) {
    const { interval } = options;
    this.modelId = manifest.id;
    this.parts = {
      manifest,
      score: fittedScore(viewsOf(manifest, views), manifest.tails),
      ensemble: ensembleOf(members),
      interval,
      rate: alertRate(options),
      usual: usualResiduals(manifest.tails),
    };
    this.codec = createStateCodec(manifest, interval);
  }

  initialState(): DetectorState {
    return initialDetectorState(this.parts.manifest, this.parts.interval);
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
    const { manifest, score, interval, rate, usual } = this.parts;
    const expectation = expectationOf(state, 1 + state.feed.dropped);
    const { high, low } = forecastPrices(expectation);
    const { distribution, levels } = pastScores(state, manifest);
    const threshold = thresholdFor(distribution, alertProbability(levels, rate));
    const openTime = state.lastOpenTime + INTERVALS[interval];
    const limits = limitsOf(score, expectation, threshold);
    return { openTime, high, low, ...limits, ...usualRange(usual, expectation) };
  }

  step(state: DetectorState, candle: Ohlcv): Step {
    const { manifest, interval, score } = this.parts;
    const observation = observe(state, candle, { interval, priors: manifest.priors });
    if (this.warmUpRemaining(state) > 0) {
      const judgement = { ...WARMING_UP, kinds: [], contributions: [] };
      return this.after(state, observation, judgement, null, null);
    }
    const sight = sightOf(score.views, expectationOf(state, observation.elapsed), candle);
    const past = pastScores(state, manifest);
    const { judgement, probability } = judgeCandle(this.parts, state, past, observation, sight);
    const seen = {
      score: judgement.anomalyScore ?? 0,
      probability,
      levels: past.levels,
      largest: sight.largest,
    };
    return this.after(state, observation, judgement, sight, seen);
  }

  /** @param sight null while warming up, like what was `seen` */
  private after(
    state: DetectorState,
    observation: Observation,
    judgement: Judgement,
    sight: Sight | null,
    seen: Seen | null,
  ): Step {
    const { interval } = this.parts;
    const { returnPeriodHours, isAnomaly } = judgement;
    const isFirst = Number.isNaN(state.lastOpenTime);
    const { notice, next: incidents } = noticeOf(
      state.incidents,
      {
        interval,
        elapsed: isFirst ? 1 : intervalsBetween(state.lastOpenTime, observation.candle.openTime, interval),
        returnPeriodHours,
        isFault: isAnomaly && returnPeriodHours === null,
      },
      () => (isAnomaly || sight === null ? judgement : explainCandle(this.parts, state, observation, sight)),
    );
    const nextState = learnCandle(this.parts, state, observation, seen, incidents);
    return { judgement, nextState, observation, notice };
  }
}
