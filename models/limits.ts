import { impossibleMove } from './feed-faults.ts';
import type { Expectation } from './expectation.ts';
import { scoreOfPrice } from './score.ts';
import type { FittedScore } from './views/fitted-views.ts';

/** Leaves an error below a millionth of the price, on the outer side. */
const HALVINGS = 22;
/** A limit lies this much (relative) further out than its root, so that rounding can't put a candle beyond it on the wrong side. */
const MARGIN = 1e-9;

/** The smallest distance at which a rising function passes the threshold, or `most` where it doesn't before. */
function firstBeyond(scoreAt: (distance: number) => number, threshold: number, most: number): number {
  let [inside, beyond] = [0, most];
  if (scoreAt(inside) > threshold) return 0;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const midpoint = (inside + beyond) / 2;
    if (scoreAt(midpoint) > threshold) beyond = midpoint;
    else inside = midpoint;
  }
  return beyond;
}

/**
 * The prices beyond which a high or a low alone makes the candle an anomaly, whatever its other values: all other
 * readings are taken to contribute nothing. An impossible price always counts, so the limits are never further out than
 * that.
 */
export function limitsOf(
  score: FittedScore,
  expectation: Expectation,
  threshold: number,
): { upperLimit: number; lowerLimit: number } {
  const { close } = expectation.scales;
  const most = impossibleMove(expectation.scales, expectation.growth);
  const distance = (side: 'high' | 'low', sign: 1 | -1): number =>
    firstBeyond(
      (move) => scoreOfPrice(score, side, expectation, close * Math.exp(sign * move)),
      threshold,
      most,
    );
  return {
    upperLimit: close * Math.exp(distance('high', 1)) * (1 + MARGIN),
    lowerLimit: close * Math.exp(-distance('low', -1)) * (1 - MARGIN),
  };
}
