import type { DetectionRow } from '../detections/detection-row.ts';

/**
 * The scores to show for these candles, from 0. A fault of the feed is a fact, and its score says only that it is above
 * the threshold: a hundred times as high as any other, it would squeeze them into a line.
 */
export function scoreRange(rows: readonly DetectionRow[]): { minValue: number; maxValue: number } | null {
  let highest = 0;
  for (const row of rows) {
    const { anomalyScore: score, threshold, isFeedFault } = row;
    if (score === null) continue;
    highest = Math.max(highest, isFeedFault ? Math.min(score, (threshold ?? 0) + 1) : score);
  }
  return highest > 0 ? { minValue: 0, maxValue: highest } : null;
}
