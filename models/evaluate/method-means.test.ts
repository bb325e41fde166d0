import { expect, it } from 'vitest';
import type { Evaluation } from './evaluation.ts';
import type { MethodRole } from './fault-suite.ts';
import { methodMeans } from './method-means.ts';

const method = (name: string, role: MethodRole, recalls: (number | null)[], alerts: number) => ({
  name,
  role,
  budgets: [1, 0.5].map((budget, column) => ({
    budget,
    caught: 0,
    ruleRecall: recalls[column] ?? null,
    alertsPerWeek: alerts * budget,
  })),
});
const series = (...eventScores: ReturnType<typeof method>[]) => ({ eventScores }) as unknown as Evaluation;

it('the table of methods has means of all series, of the detector and of baselines that each of them has', () => {
  const { header, rows } = methodMeans([
    series(
      method('own', 'model', [0.8, 0.6], 1),
      method('a view', 'part', [1, 1], 1),
      method('a rival', 'baseline', [0.5, null], 2),
      method('of one alone', 'baseline', [1, 1], 1),
    ),
    series(method('own', 'model', [0.7, 0.5], 1.5), method('a rival', 'baseline', [0.6, 0.4], 1)),
  ]);
  expect(header).toEqual(['method', '1 a week', 'alerts', '0.5 a week', 'alerts']);
  expect(rows).toEqual([
    ['own', '75.0 %', '1.25', '55.0 %', '0.63'],
    ['a rival', '55.0 %', '1.50', '–', '0.75'],
  ]);
});
