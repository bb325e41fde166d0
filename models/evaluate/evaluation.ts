import type { EpochMs, Interval } from '@detective/data';
import type { AlertRates } from './alert-rates.ts';
import type { ForecastTarget } from './baselines/forecasts.ts';
import type { CalibrationPoint } from './calibration-curve.ts';
import type { Comparison } from './comparisons.ts';
import type { CaughtEvent } from './event-catch.ts';
import type { FaultDensity } from './fault-densities.ts';
import type { MethodRole, SuiteResult } from './fault-suite.ts';
import type { ForecastError } from './forecast-errors.ts';
import type { IncidentBudget } from './incident-budgets.ts';
import type { RangeCoverage } from './range-coverage.ts';

/** How many of the known events a method caught at one budget, and what it cost. */
export interface EventScore {
  budget: number;
  caught: number;
  /** Share of the events by rule that had an alert, the mean of the rules; null where the range has too few. */
  ruleRecall: number | null;
  alertsPerWeek: number;
}

/** All figures, as `--json` prints them. */
export interface Evaluation {
  modelId: string;
  interval: Interval;
  from: EpochMs;
  to: EpochMs;
  /** Candles of the range, and those of them that have a score. */
  candles: number;
  scoredCandles: number;
  alertsPerWeek: number;
  errors: Record<ForecastTarget, ForecastError[]>;
  usualRange: RangeCoverage;
  rates: AlertRates[];
  /** Budgets of incidents, as channels may have them. */
  incidentBudgets: IncidentBudget[];
  calibration: CalibrationPoint[];
  /** The events of the range, as the detector caught them at its budget. */
  events: CaughtEvent[];
  eventScores: { name: string; role: MethodRole; budgets: EventScore[] }[];
  /** The detector against the best baseline, with intervals; by budget for the recall of the events by rule. */
  comparisons: {
    errors: Record<ForecastTarget, Comparison | null>;
    recall: { budget: number; comparison: Comparison | null }[];
  };
  faults: SuiteResult[] | null;
  /** The same at other densities, without the figures by kind. */
  faultDensities: FaultDensity[] | null;
}
