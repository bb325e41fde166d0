import type { EpochMs, Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { scoreBaselines } from './baselines/scores.ts';
import type { Method } from './fault-suite.ts';
import { judgeSeries } from './judge.ts';
import type { Judged, JudgedSeries } from './judge.ts';
import { rollingAlerts } from './rolling-threshold.ts';

/** A method with its alerts at each of several budgets. */
export interface BudgetedMethod {
  name: string;
  /** True for the detector with the threshold it is served with. */
  isModel: boolean;
  scores: Float64Array;
  /** By budget, then by candle. */
  alerts: readonly (readonly boolean[])[];
}

export const DETECTOR_NAME = 'this detector';

/**
 * The detector and everything it is compared with, on the same candles at the same budgets: the detector with its own
 * threshold, its score and its forecast's residual of the high with the threshold of the baselines, and the baselines.
 *
 * @param rates alerts a candle, one for each budget that `series` was judged at
 */
export function compareMethods(series: JudgedSeries, rates: readonly number[]): BudgetedMethod[] {
  const { judged, alerts } = series;
  const column = (value: (one: (typeof judged)[number]) => number | null) =>
    Float64Array.from(judged, (one) => value(one) ?? Number.NaN);
  const score = column(({ judgement }) => judgement.anomalyScore);
  const rivals = [
    { name: 'its score, with the threshold of the rows below', scores: score },
    { name: 'residual of the high alone, LSTM scale', scores: column(({ highResidual }) => highResidual) },
    { name: 'residual of the high alone, in USD', scores: column(absoluteError) },
    ...scoreBaselines(judged.map(({ candle }) => candle)),
  ];
  return [
    { name: DETECTOR_NAME, isModel: true, scores: score, alerts },
    ...rivals.map((rival) => ({ ...rival, isModel: false, alerts: rollingAlerts(rival.scores, rates) })),
  ];
}

/** The methods at one budget on copies of a series that differ from it only from `from` on, for the fault suite. */
export function methodsLike(
  like: JudgedSeries,
  artifact: Artifact,
  options: { interval: Interval; alertsPerWeek: number; from: EpochMs; rate: number },
) {
  const { alertsPerWeek, rate } = options;
  return (candles: readonly Ohlcv[]): Method[] => {
    const series = judgeSeries(artifact, candles, { ...options, budgets: [alertsPerWeek], like });
    return compareMethods(series, [rate]).map(({ name, scores, alerts }) => ({
      name,
      scores,
      alerts: alerts[0] ?? [],
    }));
  };
}

const absoluteError = ({ candle, judgement: { forecastHigh } }: Judged) =>
  forecastHigh === null ? null : Math.abs(candle.high - forecastHigh);
