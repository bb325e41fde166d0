import { INTERVALS } from '@detective/data';
import type { EpochMs, Interval, KnownEvent, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { alertRates } from './alert-rates.ts';
import type { AlertRates, RatedCandle } from './alert-rates.ts';
import type { ForecastTarget } from './baselines/forecasts.ts';
import { MarketScale } from './baselines/market-scale.ts';
import { calibrationCurve } from './calibration-curve.ts';
import { catchEvents } from './event-catch.ts';
import { compareErrors, compareRecall, type AlertingMethod } from './comparisons.ts';
import type { Evaluation, EventScore } from './evaluation.ts';
import { faultDensities } from './fault-densities.ts';
import { runFaultSuite } from './fault-suite.ts';
import type { Method } from './fault-suite.ts';
import { errorSeries, meanErrors } from './forecast-errors.ts';
import type { ErrorSeries } from './forecast-errors.ts';
import { incidentBudget } from './incident-budgets.ts';
import { judgeSeries } from './judge.ts';
import type { Judged } from './judge.ts';
import { rangeCoverage } from './range-coverage.ts';
import { meanRecall, ruleEvents, type EventRule } from './rule-events.ts';
import { compareMethods, methodsLike } from './methods.ts';
import type { BudgetedMethod } from './methods.ts';

export interface EvaluateOptions {
  interval: Interval;
  /** The range of the figures; candles before it only warm the detector up. */
  from: EpochMs;
  to: EpochMs;
  alertsPerWeek: number;
  events: readonly KnownEvent[];
  /** Whether to inject faults, which takes most of the time. */
  withFaults: boolean;
}

/** The figures with the series they were made from, for charts and for comparing judgements one by one. */
export interface EvaluationRun {
  evaluation: Evaluation;
  judged: Judged[];
  highErrors: ErrorSeries[];
}

const TARGETS: readonly ForecastTarget[] = ['high', 'low', 'close', 'logVolume'];
const BUDGETS = [2, 1, 0.5, 0.25];
const WEEK = 7 * INTERVALS['1d'];

/**
 * Replays a series through a detector from its first candle, as a server would, and measures a range of it: forecast
 * errors, alert rates, known events and injected faults, each beside its baselines. The candles must be valid and
 * ascending, and end before `to`.
 */
export function evaluate(
  artifact: Artifact,
  candles: readonly Ohlcv[],
  options: EvaluateOptions,
): EvaluationRun {
  const { interval, from, to, alertsPerWeek } = options;
  const isInRange = ({ openTime }: Ohlcv) => openTime >= from && openTime < to;
  const candlesPerWeek = WEEK / INTERVALS[interval];
  const budgets = [...new Set([...BUDGETS, alertsPerWeek])].sort((a, b) => b - a);
  const series = judgeSeries(artifact, candles, { interval, alertsPerWeek, budgets, from });
  const { judged } = series;
  const methods = compareMethods(
    series,
    budgets.map((budget) => budget / candlesPerWeek),
    from,
  );
  const errors = Object.fromEntries(
    TARGETS.map((target) => [target, errorSeries(judged, target, isInRange)]),
  ) as Record<ForecastTarget, ErrorSeries[]>;
  const scored = indexesWhere(
    judged,
    ({ candle, judgement }) => isInRange(candle) && judgement.status === 'SCORED',
  );
  const times = candles.map(({ openTime }) => openTime);
  const events = options.events.filter(
    ({ openTime }) => openTime >= (times[0] ?? from) && openTime >= from && openTime < to,
  );
  const byRule = ruleEvents(candles, isInRange, interval);
  const own = series.alerts[budgets.indexOf(alertsPerWeek)] ?? [];
  return {
    judged,
    highErrors: errors.high,
    evaluation: {
      modelId: artifact.manifest.id,
      interval,
      from,
      to,
      candles: candles.filter(isInRange).length,
      scoredCandles: scored.length,
      alertsPerWeek,
      errors: mapValues(errors, meanErrors),
      usualRange: rangeCoverage(judged, isInRange),
      rates: ratesOf(judged, scored, series.alerts, budgets, candlesPerWeek),
      incidentBudgets: BUDGETS.map((budget) =>
        incidentBudget(
          scored.map((index) => noticedTime(judged[index] as Judged)),
          budget,
          interval,
        ),
      ),
      calibration: calibrationCurve(
        scored.flatMap((index) => judged[index]?.judgement.returnPeriodHours ?? []),
        INTERVALS[interval] / INTERVALS['1h'],
      ),
      events: catchEvents(events, alertTimes(times, own)),
      eventScores: methods.map((method) =>
        eventScores(method, { events, byRule, interval }, times, scored, budgets, candlesPerWeek),
      ),
      comparisons: {
        errors: mapValues(errors, (some) => compareErrors(some, times)),
        recall: budgets.map((budget, column) => ({
          budget,
          comparison: compareRecall(alertingMethods(methods, times, column), byRule, interval),
        })),
      },
      ...faultsOf(
        candles,
        isInRange,
        options.withFaults
          ? methodsLike(series, artifact, { ...options, rate: alertsPerWeek / candlesPerWeek })
          : null,
      ),
    },
  };
}

/** Injects faults as often as tables of them need, and more and less often; null where nobody asked for it. */
function faultsOf(
  candles: readonly Ohlcv[],
  isInRange: (candle: Ohlcv) => boolean,
  run: ((injected: readonly Ohlcv[]) => Method[]) | null,
): Pick<Evaluation, 'faults' | 'faultDensities'> {
  if (run === null) return { faults: null, faultDensities: null };
  const faults = runFaultSuite(candles, isInRange, run);
  return { faults, faultDensities: faultDensities(candles, isInRange, run) };
}

const alertingMethods = (
  methods: readonly BudgetedMethod[],
  times: readonly EpochMs[],
  column: number,
): AlertingMethod[] =>
  methods.map(({ name, role, alerts }) => ({
    name,
    isBaseline: role === 'baseline',
    alerts: new Set(alertTimes(times, alerts[column] ?? [])),
  }));

const noticedTime = ({ candle: { openTime }, notice }: Judged) => ({ openTime, notice });

function ratesOf(
  judged: readonly Judged[],
  scored: readonly number[],
  alerts: readonly (readonly boolean[])[],
  budgets: readonly number[],
  candlesPerWeek: number,
): AlertRates[] {
  const scale = new MarketScale();
  const volatility = judged.map(({ candle }) => {
    const { deviation } = scale;
    scale.update(candle);
    return Number.isNaN(deviation) ? 0 : deviation;
  });
  return budgets.map((budget, column) => {
    const rated: RatedCandle[] = scored.map((index) => ({
      openTime: (judged[index] as Judged).candle.openTime,
      isAlert: alerts[column]?.[index] ?? false,
      isFault: (judged[index] as Judged).observation.finding.faults.length > 0,
      volatility: volatility[index] ?? 0,
    }));
    return alertRates(rated, budget, candlesPerWeek);
  });
}

/** What happened in a range, as people remember it and as rules find it. */
interface EventsOfRange {
  events: readonly KnownEvent[];
  byRule: Record<EventRule, EpochMs[]>;
  interval: Interval;
}

function eventScores(
  { name, role, alerts }: BudgetedMethod,
  { events, byRule, interval }: EventsOfRange,
  times: readonly EpochMs[],
  scored: readonly number[],
  budgets: readonly number[],
  candlesPerWeek: number,
) {
  return {
    name,
    role,
    budgets: budgets.map((budget, column): EventScore => {
      const own = alerts[column] ?? [];
      const count = scored.filter((index) => own[index]).length;
      const caught = catchEvents(events, alertTimes(times, own)).filter(
        ({ caughtAt }) => caughtAt !== null,
      ).length;
      const alerted = new Set(alertTimes(times, own));
      const ruleRecall = meanRecall(byRule, (time) => alerted.has(time), interval);
      return { budget, caught, ruleRecall, alertsPerWeek: (count / scored.length) * candlesPerWeek };
    }),
  };
}

const alertTimes = (times: readonly EpochMs[], alerts: readonly boolean[]) =>
  times.filter((_, index) => alerts[index]);

const indexesWhere = <T>(values: readonly T[], test: (value: T) => boolean): number[] =>
  values.flatMap((value, index) => (test(value) ? [index] : []));

const mapValues = <K extends string, A, B>(record: Record<K, A>, map: (value: A) => B) =>
  Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, map(value)])) as Record<K, B>;
