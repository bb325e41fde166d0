import type { UTCTimestamp } from 'lightweight-charts';
import type { EpochMs } from '../format/units.ts';
import type { DetectionRow } from '../detections/detection-row.ts';

/** One place on the time axis: a candle, or an hour in which none came. */
export interface ChartPoint {
  readonly time: UTCTimestamp;
  readonly row: DetectionRow | null;
}

/** A longer hole is cut short: a month of nothing says no more than a week of it. */
const LONGEST_GAP = 168;

/** The chart counts in seconds. */
export const chartTime = (openTime: EpochMs): UTCTimestamp => Math.round(openTime / 1_000) as UTCTimestamp;

/** The time of the chart as everywhere else. */
export const epochMs = (time: UTCTimestamp): EpochMs => time * 1_000;

/** Bars for these rows, ascending, with an empty place for each hour missing between two of them. */
export function chartPoints(rows: readonly DetectionRow[], stepMs: number): ChartPoint[] {
  const points: ChartPoint[] = [];
  let previous: number | undefined;
  for (const row of rows) {
    if (previous !== undefined) points.push(...missingBetween(previous, row.openTime, stepMs));
    points.push({ time: chartTime(row.openTime), row });
    previous = row.openTime;
  }
  return points;
}

function missingBetween(previous: number, next: number, stepMs: number): ChartPoint[] {
  const missing = Math.min(LONGEST_GAP, Math.ceil((next - previous) / stepMs) - 1);
  return Array.from({ length: Math.max(0, missing) }, (_, index) => ({
    time: chartTime(previous + (index + 1) * stepMs),
    row: null,
  }));
}
