import { impossibleMove } from './feed-faults.ts';
import { TARGETS } from './features.ts';
import { quickScale, type Scales } from './scales.ts';
import type { Expectation, NetworkOutput } from './views.ts';

/** Bounds of the logarithm of a forecast's scale. */
const LOG_SCALE = { least: -4, most: 3 };

/** Splits the networks' output, [8], into middles and scales, [4] each; high and low can't lie inside the last close. */
export function readOutput(output: Float64Array): NetworkOutput {
  const half = TARGETS.length;
  const middle = output.slice(0, half);
  middle[0] = Math.max(middle[0] as number, 0);
  middle[1] = Math.max(middle[1] as number, 0);
  const scale = output
    .slice(half)
    .map((logarithm) => Math.exp(Math.min(Math.max(logarithm, LOG_SCALE.least), LOG_SCALE.most)));
  return { middle, scale };
}

/**
 * What is expected of a candle that ends `elapsed` intervals after the newest one that was learned. What the market did
 * while candles were missing, repeated or impossible is part of the move to be expected.
 */
export const expectationOf = (
  { scales, output }: { scales: Scales; output: Float64Array },
  elapsed: number,
): Expectation => ({ scales, output: readOutput(output), stretch: Math.sqrt(elapsed) });

/** Forecast prices of a candle, never beyond what a market can do in one. */
export function forecastPrices(expectation: Expectation): { high: number; low: number; close: number } {
  const { scales, output } = expectation;
  const bound = impossibleMove(scales, 1) / 2;
  const unit = quickScale(scales);
  const price = (target: number, side: 1 | -1): number => {
    const move = Math.min(Math.max((output.middle[target] as number) * unit, -bound), bound);
    return scales.close * Math.exp(side * move);
  };
  return { high: price(0, 1), low: price(1, -1), close: price(2, 1) };
}
