import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '@detective/data';
import { initialFeedMemory, inspectFeed } from '../feed-faults.ts';
import { FEATURES, featuresOf, TARGETS, targetsOf } from '../features.ts';
import { initialScales, learnScales, quickScale, type Priors, type Scales } from '../scales.ts';

/** A series as the network sees it: row i holds what was known after candle i, and what candle i + 1 did. */
export interface Dataset {
  length: number;
  openTimes: EpochMs[];
  /** [length, 13] */
  inputs: Float32Array;
  /** [length, 4]; the last row is unknown and stays 0 */
  targets: Float32Array;
  /** The scales after each candle. */
  scales: Scales[];
  /** One unit of a price target, as a part of the last close. */
  units: number[];
  candles: Ohlcv[];
}

/** Walks a series as the detector does, feed faults left out, and notes what training needs. */
export function buildDataset(series: readonly Ohlcv[], priors: Priors, interval: Interval): Dataset {
  const candles: Ohlcv[] = [];
  const scales: Scales[] = [];
  const inputs = new Float32Array(series.length * FEATURES.length);
  const targets = new Float32Array(series.length * TARGETS.length);
  let before = initialScales(priors, interval);
  let feed = initialFeedMemory();
  let lastOpenTime = Number.NaN;
  for (const candle of series) {
    const intervals = Math.max(Math.round((candle.openTime - lastOpenTime) / INTERVALS[interval]), 1) || 1;
    const found = before.candles === 0 ? null : inspectFeed(feed, before, candle, intervals);
    lastOpenTime = candle.openTime;
    feed = found?.memory ?? feed;
    const learnable = found === null ? candle : found.learnable;
    if (learnable === null) continue;
    const row = candles.length;
    if (row > 0) targets.set(targetsOf(before, learnable), (row - 1) * TARGETS.length);
    const after = learnScales(before, learnable, Math.sqrt(intervals));
    const nextOpenTime = candle.openTime + INTERVALS[interval];
    inputs.set(featuresOf(before, after, learnable, nextOpenTime), row * FEATURES.length);
    candles.push(learnable);
    scales.push(after);
    before = after;
  }
  const length = candles.length;
  return {
    length,
    openTimes: candles.map(({ openTime }) => openTime),
    inputs: inputs.subarray(0, length * FEATURES.length),
    targets: targets.subarray(0, length * TARGETS.length),
    scales,
    units: scales.map(quickScale),
    candles,
  };
}
