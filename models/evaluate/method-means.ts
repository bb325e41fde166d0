import type { Evaluation } from './evaluation.ts';
import { fixed, type ReportTable } from './report-table.ts';
import { mean } from './statistics.ts';

const BUDGETS = [1, 0.5];

/**
 * The detector and each baseline over all series: the best baseline of each series is another one, which nobody can know
 * beforehand, and one that brings more alerts than asked for finds more.
 */
export function methodMeans(evaluations: readonly Evaluation[]): ReportTable {
  const methods = evaluations.map(({ eventScores }) =>
    eventScores.filter(({ role }) => role !== 'part').map(({ name, budgets }) => ({ name, budgets })),
  );
  const rows = (methods[0] ?? []).flatMap(({ name }) => {
    const same = methods.flatMap((some) => some.find((one) => one.name === name) ?? []);
    if (same.length < evaluations.length) return [];
    const cells = BUDGETS.flatMap((budget) => {
      const scores = same.flatMap(({ budgets }) => budgets.find((one) => one.budget === budget) ?? []);
      const recalls = scores.flatMap(({ ruleRecall }) => ruleRecall ?? []);
      const isWhole = recalls.length === evaluations.length;
      return [
        isWhole ? `${fixed(100 * mean(recalls), 1)} %` : '–',
        fixed(mean(scores.map(({ alertsPerWeek }) => alertsPerWeek)), 2),
      ];
    });
    return [[name, ...cells]];
  });
  return {
    title:
      'Events by rule over all series: the mean share found, and the alerts a week that came, faults included',
    note: 'Of methods that have a figure on each series. One that brings more alerts than it should finds more.',
    header: ['method', ...BUDGETS.flatMap((budget) => [`${budget} a week`, 'alerts'])],
    rows,
    own: [0],
  };
}
