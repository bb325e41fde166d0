import { cellOf, EDGES, edgeOf, type ScoreHistogram } from './score-histogram.ts';
import { paretoExcess, paretoSurprisal } from './tail.ts';

/** The Pareto tail begins where so large a share of the scores lies beyond. */
export const TAIL_SHARE = 0.02;

/** The distribution of the scores as a histogram tells it: shares beyond the cell edges, and a Pareto tail from one of them on. */
export interface ScoreDistribution {
  histogram: ScoreHistogram;
  /** Weight of all scores. */
  total: number;
  tailCell: number;
  tailStart: number;
  tailShare: number;
  scale: number;
  shape: number;
}

/** Where each cell has its middle. */
const MIDDLES = Float64Array.from(EDGES, (edge, cell) => (edge + edgeOf(cell + 1)) / 2);

/** Weight of the scores at or beyond the lower edge of a cell. */
function weightBeyond(histogram: ScoreHistogram, first: number): number {
  let weight = 0;
  for (let cell = histogram.length - 1; cell >= first; cell--) weight += histogram[cell] as number;
  return weight;
}

/** Reads the distribution from a histogram; the tail's scale is its mean excess times (1 − shape). */
export function scoreDistribution(
  histogram: ScoreHistogram,
  shape: number,
  share = TAIL_SHARE,
): ScoreDistribution {
  const total = weightBeyond(histogram, 0);
  let tailCell = histogram.length - 1;
  let inTail = histogram[tailCell] as number;
  while (tailCell > 0 && !(inTail >= share * total)) inTail += histogram[--tailCell] as number;
  const tailStart = edgeOf(tailCell);
  let excess = 0;
  for (let cell = tailCell; cell < histogram.length; cell++) {
    excess += (histogram[cell] as number) * ((MIDDLES[cell] as number) - tailStart);
  }
  const scale = Math.max((excess / inTail) * (1 - shape), 0.05);
  const tailShare = inTail / total;
  return { histogram, total, tailCell, tailStart, tailShare, scale, shape };
}

/** Share of the scores at or beyond an edge. */
const shareBeyond = ({ histogram, total }: ScoreDistribution, cell: number): number =>
  weightBeyond(histogram, cell) / total;

/** Probability that a score exceeds `score`. */
export function survival(distribution: ScoreDistribution, score: number): number {
  if (score >= distribution.tailStart) {
    return (
      distribution.tailShare *
      10 ** -paretoSurprisal(score - distribution.tailStart, distribution.shape, distribution.scale)
    );
  }
  const cell = cellOf(score);
  const [left, right] = [shareBeyond(distribution, cell), shareBeyond(distribution, cell + 1)];
  const [from, to] = [edgeOf(cell), edgeOf(cell + 1)];
  return left + ((right - left) * (score - from)) / (to - from);
}

/**
 * The score exceeded with probability `rate`: the threshold for an alert budget of `rate` alerts a candle. Budgets
 * rarer than the histogram's history come from the Pareto tail, so it is always finite.
 */
export function thresholdFor(distribution: ScoreDistribution, rate: number): number {
  if (rate <= distribution.tailShare) {
    return (
      distribution.tailStart +
      paretoExcess(Math.log10(distribution.tailShare / rate), distribution.shape, distribution.scale)
    );
  }
  let cell = distribution.tailCell - 1;
  while (cell > 0 && shareBeyond(distribution, cell) < rate) cell--;
  const [left, right] = [shareBeyond(distribution, cell), shareBeyond(distribution, cell + 1)];
  if (rate >= left || left === right) return edgeOf(cell);
  return edgeOf(cell) + ((left - rate) / (left - right)) * (edgeOf(cell + 1) - edgeOf(cell));
}
