/**
 * Area under the precision–recall curve as average precision: the mean, over the positives, of the precision at the
 * threshold that just finds each. Equal scores are one threshold, so their order can't matter. 1 when every positive
 * scores above every negative; about the share of positives for random scores.
 *
 * @example averagePrecision([9, 5], [7, 1]) // (1/1 + 2/3) / 2 = 0.833
 */
export function averagePrecision(positives: readonly number[], negatives: readonly number[]): number {
  if (positives.length === 0) return Number.NaN;
  const found = [...positives].sort((a, b) => b - a);
  const alarms = [...negatives].sort((a, b) => b - a);
  let area = 0;
  let falseAlarms = 0;
  for (let hits = 0; hits < found.length;) {
    const score = found[hits] as number;
    const before = hits;
    while (found[hits] === score) hits += 1;
    while (falseAlarms < alarms.length && (alarms[falseAlarms] as number) >= score) falseAlarms += 1;
    area += ((hits - before) / found.length) * (hits / (hits + falseAlarms));
  }
  return area;
}
