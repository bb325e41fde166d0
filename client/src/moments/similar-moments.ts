import type { DetectionRow } from '../detections/detection-row.ts';

type Contributions = readonly { readonly view: string; readonly surprisal: number }[];
type Judged = Pick<DetectionRow, 'openTime'> & { readonly contributions: Contributions };

/** What each view found, by its name; a view that found nothing is 0. */
const vectorOf = ({ contributions }: Judged): ReadonlyMap<string, number> =>
  new Map(contributions.map(({ view, surprisal }) => [view, surprisal]));

/** Euclidean distance of two anomalies by what their views found. */
export function distance(one: Judged, other: Judged): number {
  const [left, right] = [vectorOf(one), vectorOf(other)];
  const views = new Set([...left.keys(), ...right.keys()]);
  let sum = 0;
  for (const view of views) sum += ((left.get(view) ?? 0) - (right.get(view) ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/** Those within so many candles of an anomaly are the same upheaval, and no news about it. */
const SAME_CANDLES = 12;

/**
 * The past anomalies that are most like one, by what their views found, the nearest first; none where that was not stored.
 *
 * @param known in any order; only those before it count, because the rest was not known then
 */
export function similarMoments<Row extends Judged>(
  moment: Judged,
  known: readonly Row[],
  stepMs: number,
  most = 5,
): Row[] {
  if (moment.contributions.length === 0) return [];
  return known
    .filter((row) => row.contributions.length > 0 && row.openTime < moment.openTime - SAME_CANDLES * stepMs)
    .map((row) => ({ row, far: distance(row, moment) }))
    .sort((one, other) => one.far - other.far)
    .slice(0, most)
    .map(({ row }) => row);
}
