import type { Comparison } from './comparisons.ts';
import { bestOf, differenceText, percent } from './comparison-tables.ts';
import type { Evaluation } from './evaluation.ts';
import { methodMeans } from './method-means.ts';
import { fixed, type ReportTable } from './report-table.ts';

/** The figures of one of several series. */
export interface SeriesEvaluation {
  /** Name of its file, and the interval. */
  name: string;
  evaluation: Evaluation;
}

/** Several series beside each other, a table for each question. */
export function seriesTables(series: readonly SeriesEvaluation[]): ReportTable[] {
  return [
    forecastTable(series),
    budgetTable(series),
    incidentTable(series),
    eventTable(series),
    methodMeans(series.map(({ evaluation }) => evaluation)),
    ...areaTable(series),
  ];
}

const rowsOf = (
  series: readonly SeriesEvaluation[],
  cells: (evaluation: Evaluation) => string[],
): string[][] => series.map(({ name, evaluation }) => [name, ...cells(evaluation)]);

function forecastTable(series: readonly SeriesEvaluation[]): ReportTable {
  const digits = (value: number): number => (value >= 10 ? 2 : value >= 0.1 ? 4 : 6);
  const cells = (one: Comparison | null): string[] =>
    one
      ? [`${fixed(one.own, digits(one.own))}, ${fixed(one.theirs, digits(one.own))}`, differenceText(one, 2)]
      : ['–', '–'];
  return {
    title: 'Forecast errors, and those of the best baseline',
    note: 'Mean absolute errors in the quote currency. Differences in % of the baseline’s, better below 0; in brackets the interval in which 95 of 100 paired bootstraps by weeks lie.',
    header: ['series', 'candles', 'high', 'difference', 'low', 'difference', 'close', 'difference'],
    rows: rowsOf(series, ({ candles, comparisons: { errors } }) => [
      String(candles),
      ...(['high', 'low', 'close'] as const).flatMap((target) => cells(errors[target])),
    ]),
    own: [],
  };
}

function budgetTable(series: readonly SeriesEvaluation[]): ReportTable {
  const budgets = series[0]?.evaluation.rates.map(({ budget }) => budget) ?? [];
  return {
    title: 'Alerts a week against the budget, and Kupiec’s p',
    note: 'Alerts of the market, which the budget is about; alerts of faults of the feed come beside it. The quarters are those at the budget of the command, as shares of it; the first and the last may be incomplete.',
    header: ['series', ...budgets.map((budget) => `${budget} a week`), 'quarters', 'faults beside'],
    rows: rowsOf(series, ({ rates, alertsPerWeek }) => {
      const own = rates.find(({ budget }) => budget === alertsPerWeek);
      const shares = (own?.quarters ?? []).map((quarter) => quarter.alertsPerWeek / alertsPerWeek);
      return [
        ...rates.map(
          ({ overall, kupiec }) => `${fixed(overall.alertsPerWeek, 2)}; ${fixed(kupiec.pValue, 2)}`,
        ),
        `${fixed(Math.min(...shares), 2)}–${fixed(Math.max(...shares), 2)}`,
        String(own?.overall.faults ?? 0),
      ];
    }),
    own: [],
  };
}

function incidentTable(series: readonly SeriesEvaluation[]): ReportTable {
  const budgets = series[0]?.evaluation.incidentBudgets.map(({ budget }) => budget) ?? [];
  return {
    title: 'Incidents a week against the budget of a channel, Kupiec’s p, and the quarters as shares of it',
    note: 'Incidents of the market; those of nothing but faults of the feed come beside them. The first and the last quarter may be incomplete.',
    header: ['series', ...budgets.map((budget) => `${budget} a week`), 'faults beside'],
    rows: rowsOf(series, ({ incidentBudgets }) => {
      const faults = incidentBudgets.map(({ faultIncidents }) => faultIncidents);
      return [
        ...incidentBudgets.map(({ budget, incidentsPerWeek, kupiecP, quarters }) => {
          const shares = quarters.map((quarter) => quarter.incidentsPerWeek / budget);
          const range = `${fixed(Math.min(...shares), 2)}–${fixed(Math.max(...shares), 2)}`;
          return `${fixed(incidentsPerWeek, 2)}; ${fixed(kupiecP, 2)}; ${range}`;
        }),
        [...new Set([Math.min(...faults), Math.max(...faults)])].join('–'),
      ];
    }),
    own: [],
  };
}

function eventTable(series: readonly SeriesEvaluation[]): ReportTable {
  const budgets = [1, 0.5];
  return {
    title: 'Events: the detector, and the best baseline',
    note: 'Events by rule: share that had an alert in the candle or the two after it, difference in points with its interval, better above 0. Known events: how many were caught, by the detector and by the baseline that caught most.',
    header: [
      'series',
      ...budgets.flatMap((budget) => [`by rule, ${budget} a week`, 'difference']),
      'of known',
      ...budgets.map((budget) => `${budget} a week`),
    ],
    rows: rowsOf(series, ({ comparisons: { recall }, eventScores, events }) => [
      ...budgets.flatMap((budget) => {
        const one = recall.find((other) => other.budget === budget)?.comparison;
        return one ? [`${percent(one.own)}, ${percent(one.theirs)}`, differenceText(one)] : ['–', '–'];
      }),
      String(events.length),
      ...budgets.map((budget) => {
        const caught = eventScores.map(({ role, budgets: scores }) => ({
          role,
          count: scores.find((one) => one.budget === budget)?.caught ?? 0,
        }));
        const rivals = caught.filter(({ role }) => role === 'baseline').map(({ count }) => count);
        return `${caught[0]?.count ?? 0}, ${Math.max(0, ...rivals)}`;
      }),
    ]),
    own: [],
  };
}

function areaTable(series: readonly SeriesEvaluation[]): ReportTable[] {
  const measured = series.filter(({ evaluation }) => evaluation.faults !== null);
  const kinds = measured[0]?.evaluation.faults?.[0]?.kinds.map(({ kind }) => kind) ?? [];
  if (measured.length === 0) return [];
  return [
    {
      title: 'Injected faults, area under the precision–recall curve: the detector, and the best baseline',
      note: 'Market moves together, then each kind. The best baseline is another one in each cell.',
      header: ['series', 'market moves', ...kinds],
      rows: rowsOf(measured, ({ faults }) => {
        const pair = (areaOf: (index: number) => number): string => {
          const areas = (faults ?? []).map(({ name, role }, index) => ({ name, role, area: areaOf(index) }));
          return `${fixed(areas[0]?.area ?? NaN, 3)}, ${fixed(bestOf(areas, 'baseline')?.area ?? NaN, 3)}`;
        };
        return [
          pair((index) => faults?.[index]?.groups[0]?.area ?? NaN),
          ...kinds.map((kind) =>
            pair((index) => faults?.[index]?.kinds.find((one) => one.kind === kind)?.area ?? NaN),
          ),
        ];
      }),
      own: [],
    },
  ];
}
