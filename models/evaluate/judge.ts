import type { EpochMs, Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { createDetector } from '../detector.ts';
import type { Detector } from '../detector.ts';
import type { Detection } from '../detection.ts';
import type { DetectorState } from '../detector-state.ts';
import { expectationOf, forecastPrices } from '../expectation.ts';
import type { Observation } from '../observe.ts';
import { volumeDeviation } from '../scales.ts';
import { views } from '../views.ts';

/** A candle with its judgement, and what the detector expected beyond what a detection shows. */
export interface Judged {
  candle: Ohlcv;
  detection: Detection;
  forecastClose: number | null;
  forecastLogVolume: number | null;
  /** Distance of the high from its forecast in units of the forecast's scale, either way. */
  highResidual: number | null;
}

/** One step of a detector, with the states before and after it. */
export interface JudgedStep {
  candle: Ohlcv;
  detection: Detection;
  observation: Observation;
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
    const { detection, nextState: after, observation } = detector.step(before, candle);
    yield { candle, detection, observation, before, after };
    before = after;
  }
}

/** A stretch judged at one budget in full and, since thresholds alone depend on it, for alerts at others. */
export interface JudgedSeries {
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
  const others = budgets.map((budget) => createDetector(artifact, { interval, alertsPerWeek: budget }));
  const judged = like ? like.judged.filter(({ candle }) => candle.openTime < from) : [];
  const alerts = budgets.map(() => judged.map(() => false));
  let stateAtFrom = like?.stateAtFrom;
  for (const step of judge(detector, candles.slice(judged.length), stateAtFrom)) {
    const { candle, detection, observation, before } = step;
    const isInRange = candle.openTime >= from;
    if (isInRange) stateAtFrom ??= before;
    judged.push({ candle, detection, ...beyondDetection(before, observation, detection) });
    budgets.forEach((budget, column) => {
      const at = () =>
        budget === alertsPerWeek ? detection : (others[column] as Detector).step(before, candle).detection;
      (alerts[column] as boolean[]).push(isInRange && at().isAnomaly);
    });
  }
  return { judged, alerts, stateAtFrom: stateAtFrom ?? detector.initialState() };
}

export interface JudgeOptions {
  interval: Interval;
  alertsPerWeek: number;
  budgets: readonly number[];
  from: EpochMs;
  like?: JudgedSeries;
}

function beyondDetection(
  state: DetectorState,
  { candle, elapsed }: Observation,
  { status }: Detection,
): Pick<Judged, 'forecastClose' | 'forecastLogVolume' | 'highResidual'> {
  if (status !== 'SCORED') return { forecastClose: null, forecastLogVolume: null, highResidual: null };
  const expectation = expectationOf(state, elapsed);
  const { scales, output } = expectation;
  return {
    forecastClose: forecastPrices(expectation).close,
    forecastLogVolume: scales.volumeMean + volumeDeviation(scales) * (output.middle[3] as number),
    highResidual: Math.abs(views.high(expectation, Math.log(candle.high / scales.close))),
  };
}
