import type { TimeRange } from '../address/time-range.ts';
import type { DetectionLog } from '../detections/detection-log.ts';
import { momentOf } from '../format/times.ts';

/**
 * What to say of a range of time that somebody asked for and in which there is no candle; null where there is one.
 *
 * @param log what is known around that time
 * @param stepMs length of a candle: a time in the middle of one has a candle
 */
export function gapWords<Row extends { readonly openTime: number }>(
  log: DetectionLog<Row>,
  { from, to }: TimeRange,
  stepMs: number,
): string | null {
  const index = log.indexAtOrAfter(from);
  const [before, after] = [log.rows[index - 1], log.rows[index]];
  if ((after && after.openTime < to) || (before && before.openTime + stepMs > from)) return null;
  const place =
    to - from <= stepMs ? `at ${momentOf(from)} UTC` : `from ${momentOf(from)} to ${momentOf(to)} UTC`;
  if (!before && !after) return null;
  if (!before)
    return `No candle ${place}: the first of this series is from ${momentOf(after?.openTime ?? 0)}.`;
  if (!after) return `No candle ${place}: the newest is from ${momentOf(before.openTime)}.`;
  return `No candle ${place}: the one of ${momentOf(before.openTime)} is followed by that of ${momentOf(after.openTime)}.`;
}
