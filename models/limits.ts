import type { Ohlcv } from '@detective/data';
import { impossibleMove } from './feed-faults.ts';
import type { Expectation } from './expectation.ts';
import { powerOf, rootOf } from './powers.ts';
import { surprisalOf, valueAt, type Tail } from './tail.ts';
import type { FittedScore } from './views/fitted-views.ts';

/** How far a limit may lie beyond its root, in log price. */
const TOLERANCE = 1e-6;
/** A limit lies this much (relative) further out than its root, so that rounding can't put a candle beyond it on the wrong side. */
const MARGIN = 1e-9;
/** The logarithm of nothing at all. */
const NOTHING = -50;
const STRIDE = TOLERANCE / 2.1;
/** So many steps interpolate at most; then it halves what is left. */
const INTERPOLATIONS = 12;

/** A reading that one price decides, as a line over the log of that price. */
interface Line {
  weight: number;
  /** What its surprisal must be for it alone to make a sum of 1, before the root is taken. */
  reach: number;
  correction: number;
  tail: Tail;
  offset: number;
  slope: number;
}

/** A candle that stands still but for its high, or its low, which goes so far. */
const reaching = (close: number, high: number, low: number): Ohlcv => ({
  openTime: Number.NaN,
  open: close,
  high,
  low,
  close,
  volume: 0,
});

/** For each view in the sum its readings of one side. */
function linesOf({ views }: FittedScore, side: 'high' | 'low', expectation: Expectation): Line[][] {
  const { close } = expectation.scales;
  const still = reaching(close, close, close);
  const moved =
    side === 'high' ? reaching(close, close * Math.E, close) : reaching(close, close, close / Math.E);
  const lines: Line[][] = [];
  for (const { view, reach, byPrice, correction } of views) {
    if (view.weight === 0 || byPrice[side].length === 0) continue;
    const { weight } = view;
    lines.push(
      byPrice[side].map(({ reading, tail }) => {
        const offset = reading.measure(expectation, still);
        const slope = reading.measure(expectation, moved) - offset;
        return { weight, reach, correction, tail, offset, slope };
      }),
    );
  }
  return lines;
}

/** What the views add up to, before the root is taken, when the price has moved so far. */
function sumAt(lines: readonly Line[][], move: number): number {
  let sum = 0;
  for (const readings of lines) {
    let most = 0;
    for (const { weight, correction, tail, offset, slope } of readings) {
      const surprisal = surprisalOf(tail, offset + slope * move) - correction;
      if (surprisal > 0) most = Math.max(most, weight * powerOf(surprisal));
    }
    sum += most;
  }
  return sum;
}

/** The move at which one reading alone adds up to so much, as a root. */
const moveAt = ({ reach, correction, tail, offset, slope }: Line, root: number): number =>
  (valueAt(tail, root * reach + correction) - offset) / slope;

/**
 * The smallest move at which the views add up to a root of more than `needed`, at most the tolerance too large and never too
 * small; `most` where they don't before. One view alone needs no less of a move, and all of them at their equal share no
 * more, so the root lies between the two; the Illinois method (Dowell and Jarratt 1971) finds it in a few steps.
 */
function firstBeyond(lines: readonly Line[][], needed: number, most: number): number {
  const readings = lines.flat();
  const least = (root: number): number =>
    readings.reduce((move, line) => Math.min(move, moveAt(line, root)), most);
  let inside = Math.max(least(needed * rootOf(1 / lines.length)) - TOLERANCE, 0);
  let beyond = Math.min(least(needed) + TOLERANCE, most);
  const sum = powerOf(needed);
  // Of logarithms, in which the sum is nearly straight over such a distance.
  const missing = (move: number): number => Math.max(Math.log(sumAt(lines, move) / sum), NOTHING);
  let below = missing(inside);
  let above = missing(beyond);
  if (below > 0) return inside;
  if (!(above > 0)) return most;
  let wasBeyond = false;
  for (let step = 0; beyond - inside > TOLERANCE; step++) {
    const secant = (inside * above - beyond * below) / (above - below);
    // Just past the estimate, on the side that the last step has not come from, so that both ends close in.
    const past = secant + (wasBeyond ? -STRIDE : STRIDE);
    const isUsable = step < INTERPOLATIONS && past > inside && past < beyond;
    const next = isUsable ? past : (inside + beyond) / 2;
    const value = missing(next);
    const isBeyond = value > 0;
    // An end that stays twice counts half, or it would stay for good.
    const isAgain = step > 0 && isBeyond === wasBeyond;
    if (isBeyond) {
      beyond = next;
      above = value;
      if (isAgain) below /= 2;
    } else {
      inside = next;
      below = value;
      if (isAgain) above /= 2;
    }
    wasBeyond = isBeyond;
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
  const needed = score.sum === null ? threshold : valueAt(score.sum, threshold);
  const distance = (side: 'high' | 'low'): number =>
    firstBeyond(linesOf(score, side, expectation), needed, most);
  return {
    upperLimit: close * Math.exp(distance('high')) * (1 + MARGIN),
    lowerLimit: close * Math.exp(-distance('low')) * (1 - MARGIN),
  };
}
