import type { EpochMs, Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { createDetector } from '../detector.ts';
import type { Detector } from '../detector.ts';
import type { Judgement } from '../judgement.ts';
import type { Notice } from '../notice.ts';
import type { DetectorState } from '../detector-state.ts';
import { expectationOf, forecastPrices } from '../expectation.ts';
import type { Observation } from '../observe.ts';
import { volumeDeviation } from '../scales.ts';
import { largestOf } from '../score.ts';
import { fittedViews, viewsOf, type FittedView } from '../views/fitted-views.ts';
import { residual } from '../views/forecast-view.ts';
import { VIEWS } from '../views/views.ts';

/** A candle with its judgement, and what the detector expected beyond what a judgement shows. */
export interface Judged {
  candle: Ohlcv;
  judgement: Judgement;
  forecastClose: number | null;
  forecastLogVolume: number | null;
  /** Distance of the high from its forecast in units of the forecast's scale, either way. */
  highResidual: number | null;
  /** The largest surprisal of each view of the artifact, in their order; null while warming up. */
  viewSurprisals: number[] | null;
  /** What was seen in it, for the methods that this one is compared with. */
  observation: Observation;
  /** What channels with a budget of incidents look at. */
  notice: Notice | null;
}

/** One step of a detector, with the states before and after it. */
export interface JudgedStep {
  candle: Ohlcv;
  judgement: Judgement;
  observation: Observation;
  notice: Notice | null;
  before: DetectorState;
  after: DetectorState;
}

/** Steps a detector through candles, from its very first state or from a given one. */
export function* judge(
  detector: Detector,
  candles: Iterable<Ohlcv>,
  state: DetectorState = detector.initialState(),
): Generator<JudgedStep> {
  let before = state;
  for (const candle of candles) {
    const { judgement, nextState: after, observation, notice } = detector.step(before, candle);
    yield { candle, judgement, observation, notice, before, after };
    before = after;
  }
}

/** A series judged at one budget in full and, since thresholds alone depend on it, for alerts at others. */
export interface JudgedSeries {
  interval: Interval;
  /** Names of the views of the artifact. */
  views: string[];
  /** All candles from the first row on, as the server would have judged them. */
  judged: Judged[];
  /** For each of the budgets, whether each candle is an alert; false before `from`. */
  alerts: boolean[][];
  /** The state before the first candle at or after `from`. */
  stateAtFrom: DetectorState;
}

/**
 * Judges a series from its first candle at `alertsPerWeek`, and its candles from `from` on at the other budgets. With
 * `like`, a judged series that has the same candles before `from`, those are not judged again.
 */
export function judgeSeries(
  artifact: Artifact,
  candles: readonly Ohlcv[],
  { interval, alertsPerWeek, budgets, from, like }: JudgeOptions,
): JudgedSeries {
  const detector = createDetector(artifact, { interval, alertsPerWeek });
  const { manifest } = artifact;
  const views = fittedViews(viewsOf(manifest, VIEWS), manifest.tails);
  const others = budgets.map((budget) => createDetector(artifact, { interval, alertsPerWeek: budget }));
  const judged = like ? like.judged.filter(({ candle }) => candle.openTime < from) : [];
  const alerts = budgets.map(() => judged.map(() => false));
  let stateAtFrom = like?.stateAtFrom;
  for (const step of judge(detector, candles.slice(judged.length), stateAtFrom)) {
    const { candle, judgement, observation, notice, before } = step;
    const isInRange = candle.openTime >= from;
    if (isInRange) stateAtFrom ??= before;
    judged.push({
      candle,
      judgement,
      observation,
      notice,
      ...beyondJudgement(views, before, observation, judgement),
    });
    budgets.forEach((budget, column) => {
      const at = () =>
        budget === alertsPerWeek ? judgement : (others[column] as Detector).step(before, candle).judgement;
      (alerts[column] as boolean[]).push(isInRange && at().isAnomaly);
    });
  }
  return {
    interval,
    views: views.map(({ view }) => view.name),
    judged,
    alerts,
    stateAtFrom: stateAtFrom ?? detector.initialState(),
  };
}

export interface JudgeOptions {
  interval: Interval;
  alertsPerWeek: number;
  budgets: readonly number[];
  from: EpochMs;
  like?: JudgedSeries;
}

function beyondJudgement(
  views: readonly FittedView[],
  state: DetectorState,
  { candle, elapsed }: Observation,
  { status }: Judgement,
): Omit<Judged, 'candle' | 'judgement' | 'observation' | 'notice'> {
  if (status !== 'SCORED') {
    return { forecastClose: null, forecastLogVolume: null, highResidual: null, viewSurprisals: null };
  }
  const expectation = expectationOf(state, elapsed);
  const { scales, output } = expectation;
  return {
    forecastClose: forecastPrices(expectation).close,
    forecastLogVolume: scales.volumeMean + volumeDeviation(scales) * output.volume.location,
    highResidual: Math.abs(residual('high', expectation, candle)),
    viewSurprisals: largestOf(views, expectation, candle),
  };
}
