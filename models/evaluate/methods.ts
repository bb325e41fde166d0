import type { EpochMs, Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { scoreBaselines } from './baselines/scores.ts';
import type { Method, MethodRole } from './fault-suite.ts';
import { judgeSeries } from './judge.ts';
import type { Judged, JudgedSeries } from './judge.ts';
import { rollingAlerts } from './rolling-threshold.ts';
import { fitScores, sameRules } from './same-rules.ts';

/** A method with its alerts at each of several budgets. */
export interface BudgetedMethod {
  name: string;
  role: MethodRole;
  scores: Float64Array;
  /** By budget, then by candle. */
  alerts: readonly (readonly boolean[])[];
}

export const DETECTOR_NAME = 'this detector';

/**
 * The detector and everything it is compared with, on the same candles at the same budgets. The baselines, and the
 * detector's parts, are judged by its own rules: tails and thresholds fitted to the candles before `from`, and the same
 * faults of the feed. Where there are too few candles before it, they get a rolling threshold, and their names say so.
 *
 * @param rates alerts a candle, one for each budget that `series` was judged at
 * @param from start of the range of the figures
 */
export function compareMethods(
  series: JudgedSeries,
  rates: readonly number[],
  from: EpochMs,
): BudgetedMethod[] {
  const { judged, alerts } = series;
  const scores = columnOf(judged, ({ judgement }) => judgement.anomalyScore);
  const findings = judged.map(({ observation }) => observation.finding);
  const isFit = (index: number): boolean =>
    (judged[index] as Judged).candle.openTime < from && findings[index]?.faults.length === 0;
  return [
    { name: DETECTOR_NAME, role: 'model', scores, alerts },
    {
      name: 'its score, with a rolling threshold',
      role: 'part',
      scores,
      alerts: rollingAlerts(scores, rates),
    },
    ...rivalsOf(series).map(({ name, role, scores: raw }): BudgetedMethod => {
      const fitted = fitScores(raw, isFit);
      if (fitted)
        return { name, role, ...sameRules(fitted, raw, { interval: series.interval, findings, rates }) };
      const rolling = rollingAlerts(raw, rates).map((row) =>
        row.map((isAlert, index) => isAlert || findings[index]?.faults.length !== 0),
      );
      return { name: `${name} (rolling threshold)`, role, scores: raw, alerts: rolling };
    }),
  ];
}

const columnOf = (judged: readonly Judged[], value: (one: Judged) => number | null | undefined) =>
  Float64Array.from(judged, (one) => value(one) ?? Number.NaN);

/** The detector's parts alone, and the simple methods. */
function rivalsOf({
  views: names,
  judged,
}: JudgedSeries): { name: string; role: MethodRole; scores: Float64Array }[] {
  const views = names.map((name, view) => ({
    name: `its view "${name}" alone`,
    role: 'part' as const,
    scores: columnOf(judged, ({ viewSurprisals }) => viewSurprisals?.[view]),
  }));
  const residuals = [
    {
      name: 'residual of the high alone, LSTM scale',
      scores: columnOf(judged, ({ highResidual }) => highResidual),
    },
    { name: 'residual of the high alone, in USD', scores: columnOf(judged, absoluteError) },
  ];
  const simple = scoreBaselines(judged.map(({ observation }) => observation));
  return [...views, ...[...residuals, ...simple].map((one) => ({ ...one, role: 'baseline' as const }))];
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
    return compareMethods(series, [rate], options.from).map(({ name, role, scores, alerts }) => ({
      name,
      role,
      scores,
      alerts: alerts[0] ?? [],
    }));
  };
}

const absoluteError = ({ candle, judgement: { forecastHigh } }: Judged) =>
  forecastHigh === null ? null : Math.abs(candle.high - forecastHigh);
