import type { Evaluation } from './evaluation.ts';
import { fixed, type ReportTable } from './report-table.ts';

export function ratesTable({ rates, alertsPerWeek }: Evaluation): ReportTable {
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

export function quarterTable({ rates, alertsPerWeek }: Evaluation): ReportTable {
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

export function incidentTable({ incidentBudgets }: Evaluation): ReportTable {
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
