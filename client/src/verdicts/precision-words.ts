import type { Accuracy } from '../api/documents.ts';
import { count } from '../format/numbers.ts';

/** The precision in a few words, and what the figures mean. */
export function precisionWords({
  precision,
  realAlerts,
  falseAlerts,
  expectedAlerts,
}: Pick<Accuracy, 'precision' | 'realAlerts' | 'falseAlerts' | 'expectedAlerts'>) {
  const judged = realAlerts + falseAlerts;
  const meaning =
    `Share of real anomalies among those people have judged: ${count(realAlerts)} real, ${count(falseAlerts)} false; ` +
    `${count(expectedAlerts)} expected, which count neither for nor against`;
  if (precision !== null) {
    return { words: `Precision ${Math.round(precision * 100)} % of ${count(judged)} judged`, meaning };
  }
  if (expectedAlerts > 0) return { words: `${count(expectedAlerts)} expected, no other judged`, meaning };
  return { words: 'None judged yet', meaning: `${meaning}. Select one to say whether it was real.` };
}
