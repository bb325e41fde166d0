import type { Evaluation } from './evaluation.ts';
import { fixed, type ReportTable } from './report-table.ts';

export function eventsTable({ eventScores, events }: Evaluation): ReportTable {
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

export function ruleTable({ eventScores }: Evaluation): ReportTable {
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
