import type { EpochMs, Interval, Ohlcv } from '@detective/data';
import { FEATURES, targetsOf, TARGETS } from '../features.ts';
import { initialMarketState, observe, type Observation } from '../observe.ts';
import type { Priors, Scales } from '../scales.ts';

/** A series as the networks see it: row i holds what was known after candle i, and what candle i + 1 then did. */
export interface Dataset {
  length: number;
  openTimes: EpochMs[];
  /** [length, 13] */
  inputs: Float32Array;
  /** [length, 4]; NaN where no row follows, or one that a long gap parts from this one */
  targets: Float32Array;
  /** The scales after each candle. */
  scales: Scales[];
  /** The candles as they were learned, faults of the feed left out. */
  candles: Ohlcv[];
  /** What was seen in each of them. */
  observations: Observation[];
}

/**
 * Walks a series as the detector does, and keeps what training needs.
 *
 * @param longMove half-life of the long move in candles, where it isn't the detector's
 */
export function buildDataset(
  series: readonly Ohlcv[],
  priors: Priors,
  interval: Interval,
  longMove?: number,
): Dataset {
  const inputs = new Float32Array(series.length * FEATURES.length);
  const targets = new Float32Array(series.length * TARGETS.length).fill(Number.NaN);
  const observations: Observation[] = [];
  const candles: Ohlcv[] = [];
  let state = initialMarketState({ interval, priors });
  for (const candle of series) {
    const observation = observe(state, candle, { interval, priors, longMove });
    const { input, isRestart, elapsed } = observation;
    const { learnable } = observation.finding;
    if (input !== null && learnable !== null) {
      const row = candles.length;
      if (row > 0 && !isRestart) {
        targets.set(targetsOf(state.scales, learnable, elapsed), (row - 1) * TARGETS.length);
      }
      inputs.set(input, row * FEATURES.length);
      observations.push(observation);
      candles.push(learnable);
    }
    state = observation.next;
  }
  const length = candles.length;
  return {
    length,
    openTimes: candles.map(({ openTime }) => openTime),
    inputs: inputs.subarray(0, length * FEATURES.length),
    targets: targets.subarray(0, length * TARGETS.length),
    scales: observations.map(({ next }) => next.scales),
    candles,
    observations,
  };
}

/** Whether the candle after a row is known, so that a network can be judged by it. */
export const hasTarget = (data: Dataset, row: number): boolean =>
  !Number.isNaN(data.targets[row * TARGETS.length]);
