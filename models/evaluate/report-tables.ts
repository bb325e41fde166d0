import { CITED_ERRORS, isCitedRange } from './cited.ts';
import type { Evaluation } from './evaluate.ts';
import { bestOf, comparisonTable, densityTables } from './comparison-tables.ts';
import type { SuiteResult } from './fault-suite.ts';
import type { ForecastError } from './forecast-errors.ts';
import { fixed, type ReportTable } from './report-table.ts';

export type { ReportTable } from './report-table.ts';

export const minute = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
/** A midnight as its day alone. */
export const moment = (time: number) => minute(time).replace(' 00:00', '');

/** All tables of an evaluation, in the order of the report. */
export function reportTables(evaluation: Evaluation): ReportTable[] {
  return [
    highTable(evaluation),
    otherErrorsTable(evaluation),
    usualRangeTable(evaluation),
    ratesTable(evaluation),
    quarterTable(evaluation),
    incidentTable(evaluation),
    eventsTable(evaluation),
    ruleTable(evaluation),
    comparisonTable(evaluation),
    ...faultTables(evaluation),
    ...densityTables(evaluation.faultDensities),
  ];
}

function highTable({ errors, from, to }: Evaluation): ReportTable {
  const cited = isCitedRange(from, to)
    ? CITED_ERRORS.map((one) => [one.name, fixed(one.meanAbsoluteError, 0), ''])
    : [];
  const naive = errors.high[1]?.meanAbsoluteError ?? Number.NaN;
  const row = ({ name, meanAbsoluteError: error }: ForecastError) => [
    name,
    fixed(error, 2),
    `${fixed((1 - error / naive) * 100, 1)} %`,
  ];
  return {
    title: 'Forecast of the next high',
    note: 'Mean absolute error in the quote currency, and how much smaller than that of the last high. Cited rows were not computed here.',
    header: ['forecast', 'error', 'gain'],
    rows: [...errors.high.map(row), ...cited],
    own: [0],
  };
}

function otherErrorsTable({ errors }: Evaluation): ReportTable {
  const names = { low: 'low', close: 'close', logVolume: 'ln(volume)' };
  const rows = (['low', 'close', 'logVolume'] as const).flatMap((target) =>
    errors[target].map(({ name, meanAbsoluteError }) => [
      `${names[target]}: ${name}`,
      fixed(meanAbsoluteError, target === 'logVolume' ? 4 : 2),
    ]),
  );
  return {
    title: 'Forecasts of low, close and volume',
    note: 'Mean absolute error in the quote currency; of the logarithm for the volume.',
    header: ['forecast', 'error'],
    rows,
    own: rows.flatMap(([name], index) => (name?.endsWith('this detector') ? [index] : [])),
  };
}

function usualRangeTable({ usualRange }: Evaluation): ReportTable {
  const { claimed, overall, quarters, anomalies, anomaliesOutside } = usualRange;
  const percent = (share: number) => `${fixed(100 * share, 1)} %`;
  return {
    title: `The usual range, in which ${fixed(100 * claimed, 0)} % of the candles should stay`,
    note: `Shares of the scored candles wholly inside it, with a high above and with a low below. Of ${anomalies} anomalies at the budget, faults of the feed left out, ${anomaliesOutside} leave it.`,
    header: ['when', 'candles', 'inside', 'above', 'below'],
    rows: [overall, ...quarters].map(({ name, candles, inside, above, below }) => [
      name,
      String(candles),
      ...[inside, above, below].map(percent),
    ]),
    own: [0],
  };
}

function ratesTable({ rates, alertsPerWeek }: Evaluation): ReportTable {
  return {
    title: 'Alerts against the budget',
    note: 'Alerts of the market a week; a fault of the feed is told at any budget and comes beside it. Overall and by how volatile the market had been; Kupiec’s test gives the probability of a count at least this far off if the true rate were the budget.',
    header: [
      'budget a week',
      'alerts',
      'a week',
      'of budget',
      'calm third',
      'middle',
      'wild third',
      'Kupiec p',
      'faults beside',
    ],
    rows: rates.map(({ budget, overall, terciles, kupiec }) => [
      String(budget),
      String(overall.alerts),
      fixed(overall.alertsPerWeek, 2),
      fixed(overall.alertsPerWeek / budget, 2),
      ...terciles.map((tercile) => fixed(tercile.alertsPerWeek, 2)),
      fixed(kupiec.pValue, 3),
      String(overall.faults),
    ]),
    own: rates.flatMap(({ budget }, index) => (budget === alertsPerWeek ? [index] : [])),
  };
}

function quarterTable({ rates, alertsPerWeek }: Evaluation): ReportTable {
  const own = rates.find(({ budget }) => budget === alertsPerWeek);
  return {
    title: `Alerts by quarter at a budget of ${alertsPerWeek} a week`,
    note: 'The first and the last quarter may be incomplete.',
    header: ['quarter', 'candles', 'alerts', 'a week', 'of budget'],
    rows: (own?.quarters ?? []).map((quarter) => [
      quarter.name,
      String(quarter.candles),
      String(quarter.alerts),
      fixed(quarter.alertsPerWeek, 2),
      fixed(quarter.alertsPerWeek / alertsPerWeek, 2),
    ]),
    own: [],
  };
}

function incidentTable({ incidentBudgets }: Evaluation): ReportTable {
  return {
    title: 'Incidents against budgets of channels',
    note: 'An incident begins with a candle rare enough for the budget, more than twelve candles after the one before it. Kupiec’s test takes incidents as independent; the last column allows for how unevenly they came (variance over mean in four weeks).',
    header: [
      'incidents a week',
      'came',
      'a week',
      'of budget',
      'quarters',
      'Kupiec p',
      'dispersion',
      'p with it',
      'faults beside',
    ],
    rows: incidentBudgets.map((one) => {
      const ofBudget = one.quarters.map(({ incidentsPerWeek }) => incidentsPerWeek / one.budget);
      return [
        String(one.budget),
        String(one.incidents),
        fixed(one.incidentsPerWeek, 2),
        fixed(one.incidentsPerWeek / one.budget, 2),
        `${fixed(Math.min(...ofBudget), 2)}–${fixed(Math.max(...ofBudget), 2)}`,
        fixed(one.kupiecP, 3),
        fixed(one.dispersion ?? Number.NaN, 2),
        fixed(one.dispersedP, 3),
        String(one.faultIncidents),
      ];
    }),
    own: [],
  };
}

function eventsTable({ eventScores, events }: Evaluation): ReportTable {
  const budgets = eventScores[0]?.budgets.map(({ budget }) => budget) ?? [];
  return {
    title: `Known events caught, of ${events.length}`,
    note: 'An alert in the hour of the event or one of the two after it. In brackets the alerts a week that came at that budget. All methods share the rules for faults of the feed; but for the row that says otherwise, each has a tail and a threshold of the detector’s making, fitted to its own scores before the range.',
    header: ['method', ...budgets.map((budget) => `${budget} a week`)],
    rows: eventScores.map(({ name, budgets: scores }) => [
      name,
      ...scores.map(({ caught, alertsPerWeek }) => `${caught} (${fixed(alertsPerWeek, 2)})`),
    ]),
    own: [0],
  };
}

function ruleTable({ eventScores }: Evaluation): ReportTable {
  const budgets = eventScores[0]?.budgets.map(({ budget }) => budget) ?? [];
  const percent = (share: number | null) => (share === null ? '–' : `${fixed(100 * share, 0)} %`);
  return {
    title: 'Events by rule: share that had an alert',
    note: 'The largest candles by absolute return, by return over 30-day volatility, by range and by range over 30-day volatility: for each rule half as many as the range has weeks, six hours apart. An alert in the candle or one of the two after it; the mean of the four rules.',
    header: ['method', ...budgets.map((budget) => `${budget} a week`)],
    rows: eventScores.map(({ name, budgets: scores }) => [
      name,
      ...scores.map(({ ruleRecall }) => percent(ruleRecall)),
    ]),
    own: [0],
  };
}

function faultTables({ faults, alertsPerWeek }: Evaluation): ReportTable[] {
  const [own, ...others] = faults ?? [];
  if (!own) return [];
  const all = [own, ...others];
  const kinds = own.kinds.map(({ kind }) => kind);
  const groups = own.groups.map(({ name, injected }) => `${name} (${injected})`);
  return [
    {
      title: 'Injected faults: area under the precision–recall curve',
      note: 'Market moves together, faults of the feed together, then each kind, against the same ordinary candles. Real upheavals count as false alarms for every method alike. All methods share the rules for faults of the feed.',
      header: ['method', ...groups, ...kinds],
      rows: all.map((method) => [
        method.name,
        ...method.groups.map(({ area }) => fixed(area, 3)),
        ...method.kinds.map(({ area }) => fixed(area, 3)),
      ]),
      own: [0],
    },
    {
      title: `Injected faults found at a budget of ${alertsPerWeek} a week`,
      note: 'Found, of how many, and the mean number of candles from the fault’s beginning to the alert.',
      header: ['method', ...groups, ...kinds],
      rows: all.map((method) => [
        method.name,
        ...method.groups.map(({ found, injected }) => `${found}/${injected}`),
        ...method.kinds.map(({ found, injected, meanDelay }) =>
          meanDelay === null ? `${found}/${injected}` : `${found}/${injected} +${fixed(meanDelay, 1)}`,
        ),
      ]),
      own: [0],
    },
    sizeTable(own, others),
  ];
}

function sizeTable(own: SuiteResult, others: readonly SuiteResult[]): ReportTable {
  return {
    title: 'Injected faults by size',
    note: 'Found at the same budget, and area. Sizes of price moves in usual hourly moves, of volume in usual volumes, of a frozen feed in candles, of a bad tick as the factor.',
    header: ['fault', 'size', 'injected', 'this detector', 'best baseline', 'its area', 'best area', 'which'],
    rows: own.sizes.map(({ kind, size, injected, found, area }, index) => {
      const baselines = others.filter(({ role }) => role === 'baseline');
      const most = Math.max(...baselines.map(({ sizes }) => sizes[index]?.found ?? 0));
      const areas = baselines.map(({ name, role, sizes }) => ({
        name,
        role,
        area: sizes[index]?.area ?? NaN,
      }));
      const best = bestOf(areas, 'baseline');
      return [
        kind,
        ...[size, injected, found, most].map(String),
        fixed(area, 3),
        fixed(best?.area ?? Number.NaN, 3),
        best?.name ?? '–',
      ];
    }),
    own: [],
  };
}
