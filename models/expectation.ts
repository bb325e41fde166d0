import { impossibleMove } from './feed-faults.ts';
import { TARGETS, type Target } from './features.ts';
import { quickScale, type Scales } from './scales.ts';

/** A Laplace distribution: its median, and its mean absolute deviation. */
export interface Distribution {
  location: number;
  scale: number;
}

/** What the networks forecast of the coming candle, in units of the scales it was made with. */
export type NetworkOutput = Record<Target, Distribution>;

/** The basis on which a candle is judged: all of it known when the previous candle closed. */
export interface Expectation {
  scales: Scales;
  output: NetworkOutput;
  /** Root of the intervals in which the market could move: by so much larger are moves than within one interval. */
  growth: number;
}

const AT = Object.fromEntries(TARGETS.map((target, index) => [target, index])) as Record<Target, number>;

/** Bounds of the logarithm of a forecast's scale. */
const LOG_SCALE = { least: -4, most: 3 };

const scaleFrom = (logarithm: number): number =>
  Math.exp(Math.min(Math.max(logarithm, LOG_SCALE.least), LOG_SCALE.most));

/**
 * Names the networks' output, [8]: four locations, then the logarithms of four scales, in the order of `TARGETS`. High
 * and low can't lie inside the last close.
 */
export function readOutput(output: Float64Array): NetworkOutput {
  const read = (index: number, least: number): Distribution => ({
    location: Math.max(output[index] as number, least),
    scale: scaleFrom(output[TARGETS.length + index] as number),
  });
  return {
    high: read(AT.high, 0),
    low: read(AT.low, 0),
    close: read(AT.close, -Infinity),
    volume: read(AT.volume, -Infinity),
  };
}

/**
 * What is expected of a candle that ends `elapsed` intervals after the newest one that was learned. What the market did
 * while candles were missing, repeated or impossible is part of the move to be expected.
 */
export const expectationOf = (
  { scales, output }: { scales: Scales; output: Float64Array },
  elapsed: number,
): Expectation => ({ scales, output: readOutput(output), growth: Math.sqrt(elapsed) });

/** Forecast prices of a candle, never beyond what a market can do in one. */
export function forecastPrices({ scales, output }: Expectation): {
  high: number;
  low: number;
  close: number;
} {
  const bound = impossibleMove(scales, 1) / 2;
  const unit = quickScale(scales);
  const price = ({ location }: Distribution, side: 1 | -1): number =>
    scales.close * Math.exp(side * Math.min(Math.max(location * unit, -bound), bound));
  return { high: price(output.high, 1), low: price(output.low, -1), close: price(output.close, 1) };
}
