import { paretoExcess, paretoSurprise } from './tail.ts';

/**
 * A fading record of past scores: how much weight fell into each cell of a fixed grid. It knows nothing of an alert
 * budget, so the budget can change at any time; the threshold for any budget is read from it.
 */
export type ScoreRecord = Float64Array;

/** What the training years say about scores: the record to begin with, and how heavy the tail is. */
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

/** Past scores count half after so many candles. */
const HALF_LIFE = 1344;
const KEEP = 2 ** (-1 / HALF_LIFE);
/** What the prior is worth, in candles. */
const PRIOR_WEIGHT = 1344;
/** The Pareto tail begins where so large a share of the scores lies beyond. */
const TAIL_SHARE = 0.04;

const edge = (cell: number): number =>
  EDGES[cell] ?? (EDGES.at(-1) as number) * COARSE.growth ** (cell + 1 - EDGES.length);

function cellOf(score: number): number {
  if (score < FINE.cells * FINE.width) return Math.floor(score / FINE.width);
  const cell = FINE.cells + Math.floor(Math.log(score / (FINE.cells * FINE.width)) / Math.log(COARSE.growth));
  return Math.min(cell, EDGES.length - 1);
}

/** The record of a detector that has judged nothing yet. */
export const initialRecord = (prior: ScorePrior): ScoreRecord =>
  Float64Array.from(prior.shares, (share) => share * PRIOR_WEIGHT);

/** Shares of a sample of scores in the cells of the grid. */
export function sharesOf(scores: number[]): number[] {
  const counts = EDGES.map(() => 0);
  for (const score of scores) counts[cellOf(score)] = (counts[cellOf(score)] as number) + 1;
  return counts.map((count) => count / scores.length);
}

/** The record with one more score, the older ones faded a little. */
export function remember(record: ScoreRecord, score: number): ScoreRecord {
  const next = record.map((weight) => weight * KEEP);
  const cell = cellOf(score);
  next[cell] = (next[cell] as number) + 1;
  return next;
}

/** The law of the scores as a record tells it: shares beyond the cell edges, and a Pareto tail from one of them on. */
export interface ScoreLaw {
  /** Share of the scores at or beyond each edge. */
  beyond: Float64Array;
  tailCell: number;
  tailStart: number;
  tailShare: number;
  scale: number;
  shape: number;
}

/** Reads the law from a record; the tail's scale is its mean excess times (1 − shape). */
export function scoreLaw(record: ScoreRecord, shape: number): ScoreLaw {
  const beyond = new Float64Array(record.length);
  let total = 0;
  for (let cell = record.length - 1; cell >= 0; cell--) {
    total += record[cell] as number;
    beyond[cell] = total;
  }
  for (let cell = 0; cell < beyond.length; cell++) beyond[cell] = (beyond[cell] as number) / total;
  let tailCell = 0;
  while (tailCell < record.length - 1 && (beyond[tailCell + 1] as number) >= TAIL_SHARE) tailCell++;
  const tailStart = edge(tailCell);
  let excess = 0;
  for (let cell = tailCell; cell < record.length; cell++) {
    excess += ((record[cell] as number) / total) * ((edge(cell) + edge(cell + 1)) / 2 - tailStart);
  }
  const tailShare = beyond[tailCell] as number;
  const scale = Math.max((excess / tailShare) * (1 - shape), 0.05);
  return { beyond, tailCell, tailStart, tailShare, scale, shape };
}

/** Probability that a score exceeds `score`. */
export function survival(law: ScoreLaw, score: number): number {
  if (score >= law.tailStart) {
    return law.tailShare * 10 ** -paretoSurprise(score - law.tailStart, law.shape, law.scale);
  }
  const cell = cellOf(score);
  const [left, right] = [law.beyond[cell] as number, law.beyond[cell + 1] as number];
  const [from, to] = [edge(cell), edge(cell + 1)];
  return left + ((right - left) * (score - from)) / (to - from);
}

/**
 * The score exceeded with probability `rate`: the threshold for an alert budget of `rate` alerts a candle. Budgets
 * rarer than the record's history come from the Pareto tail, so it is always finite.
 */
export function thresholdFor(law: ScoreLaw, rate: number): number {
  if (rate <= law.tailShare) {
    return law.tailStart + paretoExcess(Math.log10(law.tailShare / rate), law.shape, law.scale);
  }
  let cell = law.tailCell - 1;
  while (cell > 0 && (law.beyond[cell] as number) < rate) cell--;
  const [left, right] = [law.beyond[cell] as number, law.beyond[cell + 1] as number];
  if (rate >= left || left === right) return edge(cell);
  return edge(cell) + ((left - rate) / (left - right)) * (edge(cell + 1) - edge(cell));
}
