import type { SeriesKey } from '@detective/data';
import { bucketStart, type AccuracyBucket, type Detection } from '@detective/schema';

/**
 * Counts detections in, one after the other in the order of their series.
 *
 * @param newest the newest bucket of the series, which counts the candle before the first of these; null if there is none
 * @returns the buckets that change, each as it is afterwards
 */
export function addToBuckets(
  key: SeriesKey,
  newest: AccuracyBucket | null,
  detections: readonly Detection[],
): AccuracyBucket[] {
  const changed: AccuracyBucket[] = [];
  let before = newest;
  for (const detection of detections) {
    const start = bucketStart(key.interval, detection.openTime.getTime());
    const bucket = before?.start.getTime() === start ? before : emptyBucket(key, new Date(start));
    const after = added(bucket, detection, before?.lastHigh ?? null);
    if (bucket === changed.at(-1)) changed.pop();
    changed.push(after);
    before = after;
  }
  return changed;
}

function added(bucket: AccuracyBucket, detection: Detection, previousHigh: number | null): AccuracyBucket {
  const { openTime, forecastHigh, isAnomaly } = detection;
  const { high } = detection.candle;
  const after = Object.assign({}, bucket, { lastOpenTime: openTime, lastHigh: high });
  if (forecastHigh === null) return after;
  after.scoredCount++;
  after.errorSum += Math.abs(high - forecastHigh);
  if (previousHigh !== null) {
    after.baselineCount++;
    after.baselineSum += Math.abs(high - previousHigh);
  }
  if (isAnomaly) after.anomalyCount++;
  return after;
}

function emptyBucket(key: SeriesKey, start: Date) {
  const sums = { scoredCount: 0, errorSum: 0, baselineCount: 0, baselineSum: 0, anomalyCount: 0 };
  return { ...key, start, ...sums, lastOpenTime: start, lastHigh: Number.NaN };
}
