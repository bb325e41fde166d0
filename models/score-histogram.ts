import { INTERVALS, type Interval } from '@detective/data';

/**
 * A histogram of past scores over a fixed grid, whose older entries fade. It knows nothing of an alert budget, so the
 * budget can change at any time; the threshold for any budget is read from it.
 */
export type ScoreHistogram = Float64Array;

/** What the training years say about scores: the histogram to begin with, and how heavy the tail is. */
export interface ScorePrior {
  /** Share of the scores in each cell. */
  shares: number[];
  /** Shape ξ of the Pareto tail of the scores. */
  shape: number;
}

const FINE = { cells: 80, width: 0.125 };
const COARSE = { cells: 40, growth: 1.06 };

/** Lower edges of the grid's cells: 0 to 10 in eighths, then growing by 6 % a cell. */
export const EDGES: readonly number[] = [
  ...Array.from({ length: FINE.cells }, (_, cell) => cell * FINE.width),
  ...Array.from({ length: COARSE.cells }, (_, cell) => FINE.cells * FINE.width * COARSE.growth ** cell),
];

const HALF_LIFE_WEEKS = 5;
/** Fewer candles would tell nothing of a tail. */
const FEWEST = 84;
/** What the prior is worth at most: a series of short candles soon knows better. */
const MOST_PRIOR = 1008;

/** Candles after which past scores count half: a market changes with time, whatever the length of its candles. */
export const halfLife = (interval: Interval, weeks = HALF_LIFE_WEEKS): number =>
  Math.max((weeks * INTERVALS['1w']) / INTERVALS[interval], FEWEST);

/** What is left of past scores a candle later. */
export const keptShare = (interval: Interval, weeks?: number): number =>
  2 ** (-1 / halfLife(interval, weeks));

/** The same for each interval, as each candle needs it. */
export const KEEP = Object.fromEntries(
  Object.keys(INTERVALS).map((interval) => [interval, keptShare(interval as Interval)]),
) as Record<Interval, number>;

/** Lower edge of a cell, and of the one that would come after the last. */
export const edgeOf = (cell: number): number =>
  EDGES[cell] ?? (EDGES.at(-1) as number) * COARSE.growth ** (cell + 1 - EDGES.length);

/** The cell that a score falls into; the last one has no upper edge. */
export function cellOf(score: number): number {
  if (score < FINE.cells * FINE.width) return Math.floor(score / FINE.width);
  const cell = FINE.cells + Math.floor(Math.log(score / (FINE.cells * FINE.width)) / Math.log(COARSE.growth));
  return Math.min(cell, EDGES.length - 1);
}

/** The histogram of a detector that has judged nothing yet. */
export const initialHistogram = (prior: ScorePrior, interval: Interval, weeks?: number): ScoreHistogram =>
  Float64Array.from(prior.shares, (share) => share * Math.min(halfLife(interval, weeks), MOST_PRIOR));

/** Shares of a sample of scores in the cells of the grid. */
export function sharesOf(scores: number[]): number[] {
  const counts = EDGES.map(() => 0);
  for (const score of scores) counts[cellOf(score)] = (counts[cellOf(score)] as number) + 1;
  return counts.map((count) => count / scores.length);
}

/** The histogram with one more score, the older ones faded a little. */
export function addScore(
  histogram: ScoreHistogram,
  score: number,
  interval: Interval,
  keep = KEEP[interval],
): ScoreHistogram {
  // A loop takes a third of the time that `map` does.
  const next = new Float64Array(histogram.length);
  for (let cell = 0; cell < next.length; cell++) next[cell] = (histogram[cell] as number) * keep;
  const cell = cellOf(score);
  next[cell] = (next[cell] as number) + 1;
  return next;
}
