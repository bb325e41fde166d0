import { impossibleMove } from './feed-faults.ts';
import { highSurprise, lowSurprise, scoreOfSide, type Expectation, type ViewTails } from './views.ts';

/** Leaves an error below a millionth of the price, on the outer side. */
const HALVINGS = 22;
/** A limit lies this much (relative) further out than its root, so that rounding can't put a candle beyond it on the wrong side. */
const MARGIN = 1e-9;

/** The smallest distance at which a rising function passes the threshold, or `most` where it doesn't before. */
function firstBeyond(scoreAt: (distance: number) => number, threshold: number, most: number): number {
  let [inside, beyond] = [0, most];
  if (scoreAt(inside) > threshold) return 0;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (inside + beyond) / 2;
    if (scoreAt(middle) > threshold) beyond = middle;
    else inside = middle;
  }
  return beyond;
}

/**
 * The prices beyond which a high or a low alone makes the candle an anomaly, whatever its other values: all other views
 * are taken to contribute nothing. An impossible price always counts, so the limits are never further out than that.
 */
export function limitsOf(
  tails: ViewTails,
  expectation: Expectation,
  threshold: number,
): { upperLimit: number; lowerLimit: number } {
  const { close } = expectation.scales;
  const most = impossibleMove(expectation.scales, expectation.stretch);
  const up = firstBeyond(
    (move) => scoreOfSide(highSurprise(tails, expectation, close * Math.exp(move))),
    threshold,
    most,
  );
  const down = firstBeyond(
    (move) => scoreOfSide(lowSurprise(tails, expectation, close * Math.exp(-move))),
    threshold,
    most,
  );
  return {
    upperLimit: close * Math.exp(up) * (1 + MARGIN),
    lowerLimit: close * Math.exp(-down) * (1 - MARGIN),
  };
}
