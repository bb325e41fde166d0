/**
 * How surprising a value is: −log10 of the probability of one at least as large. Empirical up to the last knot,
 * a generalized Pareto tail beyond it (peaks over threshold; Pickands 1975, Balkema and de Haan 1974).
 */
export interface Tail {
  /** Values in ascending order, and the surprisal at each. */
  values: number[];
  surprisals: number[];
  /** Shape ξ and scale β of the Pareto tail beyond the last value. */
  shape: number;
  scale: number;
}

/** Exceedance probabilities of the knots; the Pareto tail begins at the last. */
const KNOTS = [0.7, 0.5, 0.35, 0.25, 0.17, 0.1, 0.06, 0.04, 0.025, 0.015, 0.01];
const SHAPES = { least: 0, most: 0.5 };

/**
 * Shape and scale of a generalized Pareto distribution by probability-weighted moments (Hosking and Wallis 1987). The shape
 * is kept between 0 (exponential) and 0.5: a negative one would claim that nothing larger can happen.
 *
 * @param excesses how far each value lies beyond the tail's beginning, ascending
 */
export function fitPareto(excesses: number[]): { shape: number; scale: number } {
  const count = excesses.length;
  const mean = excesses.reduce((sum, value) => sum + value, 0) / count;
  const weighted =
    excesses.reduce((sum, value, rank) => sum + value * (1 - (rank + 0.65) / count), 0) / count;
  const free = 2 - mean / (mean - 2 * weighted);
  const shape = Number.isFinite(free) ? Math.min(Math.max(free, SHAPES.least), SHAPES.most) : 0;
  return { shape, scale: Math.max(mean * (1 - shape), 1e-9) };
}

/** −log10 of the probability that a Pareto tail exceeds `excess`. */
export function paretoSurprisal(excess: number, shape: number, scale: number): number {
  if (shape < 1e-6) return (excess / scale) * Math.LOG10E;
  return Math.log10(1 + (shape * excess) / scale) / shape;
}

/** The excess that a Pareto tail exceeds with probability 10^−surprisal. */
export function paretoExcess(surprisal: number, shape: number, scale: number): number {
  if (shape < 1e-6) return (surprisal * scale) / Math.LOG10E;
  return (scale * (10 ** (surprisal * shape) - 1)) / shape;
}

/** Fits a tail to a sample; throws a RangeError below 200 values, where the Pareto part would rest on one value. */
export function fitTail(sample: number[]): Tail {
  if (sample.length < 200) throw new RangeError(`A tail needs 200 values, received ${sample.length}.`);
  const sorted = [...sample].sort((a, b) => a - b);
  const values: number[] = [];
  const surprisals: number[] = [];
  for (const probability of KNOTS) {
    const value = sorted[Math.floor((1 - probability) * sorted.length)] as number;
    // Ties (a view that is often 0) keep the knot of the smaller surprisal.
    if (values.length > 0 && value <= (values.at(-1) as number)) continue;
    values.push(value);
    surprisals.push(-Math.log10(probability));
  }
  const start = values.at(-1) as number;
  const excesses = sorted.filter((value) => value > start).map((value) => value - start);
  return { values, surprisals, ...fitPareto(excesses.length > 1 ? excesses : [0.5, 1]) };
}

/** The surprisal at a value: 0 for anything ordinary and for NaN, rising without a bound, never falling as the value rises. */
export function surprisalOf(tail: Tail, value: number): number {
  const { values, surprisals } = tail;
  const last = values.length - 1;
  if (!(value > (values[0] as number))) return 0;
  if (value >= (values[last] as number)) {
    return (
      (surprisals[last] as number) + paretoSurprisal(value - (values[last] as number), tail.shape, tail.scale)
    );
  }
  let right = 1;
  while ((values[right] as number) < value) right++;
  const [x0, x1] = [values[right - 1] as number, values[right] as number];
  // From 0 at the first knot, so that there is no step there.
  const [y0, y1] = [right === 1 ? 0 : (surprisals[right - 1] as number), surprisals[right] as number];
  return y0 + ((y1 - y0) * (value - x0)) / (x1 - x0);
}

/** The value that a sample of this tail exceeds with probability 10^−surprisal; the inverse of `surprisalOf`. */
export function valueAt(tail: Tail, surprisal: number): number {
  const { values, surprisals } = tail;
  const last = values.length - 1;
  if (last === 0 || surprisal >= (surprisals[last] as number)) {
    const beyond = Math.max(surprisal - (surprisals[last] as number), 0);
    return (values[last] as number) + paretoExcess(beyond, tail.shape, tail.scale);
  }
  let right = 1;
  while ((surprisals[right] as number) < surprisal) right++;
  const [x0, x1] = [values[right - 1] as number, values[right] as number];
  // From 0 at the first knot, as in `surprisalOf`.
  const [y0, y1] = [right === 1 ? 0 : (surprisals[right - 1] as number), surprisals[right] as number];
  return x0 + ((x1 - x0) * (Math.max(surprisal, 0) - y0)) / (y1 - y0);
}
