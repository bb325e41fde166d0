import type { TimeRange } from '../address/time-range.ts';
import type { EpochMs } from '../format/units.ts';
import { rareness } from '../overview/rare-mark.ts';
import { type SeriesKey, intervalMs } from '../series/series-key.ts';
import type { BoardRow, LaneAnomaly } from './board-row.ts';

/** The range of the board is cut into so many parts of the same length, as the server does it. */
export const PARTS = 250;

/** A part of the range in which series had an anomaly. */
export interface Coincidence extends TimeRange {
  readonly seriesCount: number;
  /** openTime of the rarest of them. */
  readonly at: EpochMs;
}

/** Length of a part; the last one may reach beyond the range. */
export const partMs = ({ from, to }: TimeRange): number => Math.ceil((to - from) / PARTS);

/** Where a time lies in a range: the number of its part, below zero and from PARTS on outside of it. */
export const partOf = (time: EpochMs, range: TimeRange): number =>
  Math.floor((time - range.from) / partMs(range));

/** The parts that an anomalous candle reaches over: one of a day meets one of an hour in it. */
function partsOf(openTime: EpochMs, stepMs: number, range: TimeRange): [first: number, last: number] {
  const last = Math.min(PARTS - 1, partOf(openTime + stepMs - 1, range));
  return [Math.max(0, partOf(openTime, range)), last];
}

/** Whether a series had an anomaly in a range of time that is a part, or more, of the board. */
export const isHit = ({ key, anomalies }: BoardRow, within: TimeRange): boolean =>
  anomalies.some((one) => reachesInto(one, key, within));

const reachesInto = ({ openTime }: LaneAnomaly, { interval }: SeriesKey, { from, to }: TimeRange): boolean =>
  openTime < to && openTime + intervalMs(interval) > from;

/** How many of the series had an anomaly in each part of the range. */
export function hitsByPart(rows: readonly BoardRow[], range: TimeRange): number[] {
  const hits = Array.from({ length: PARTS }, () => 0);
  for (const { key, anomalies } of rows) {
    const stepMs = intervalMs(key.interval);
    // A series counts once in a part, however many of its anomalies reach into it.
    let next = 0;
    for (const { openTime } of anomalies) {
      const [first, last] = partsOf(openTime, stepMs, range);
      for (let part = Math.max(next, first); part <= last; part++) hits[part] = (hits[part] ?? 0) + 1;
      next = Math.max(next, last + 1);
    }
  }
  return hits;
}

/** What happened in a part of the range; null where nothing did. */
export function coincidenceAt(rows: readonly BoardRow[], range: TimeRange, part: number): Coincidence | null {
  const length = partMs(range);
  const from = range.from + part * length;
  const within = { from, to: from + length };
  const hit = rows.filter((row) => isHit(row, within));
  const [rarest] = hit
    .flatMap(({ key, anomalies }) => anomalies.filter((one) => reachesInto(one, key, within)))
    .sort((one, other) => rareness(other) - rareness(one) || one.openTime - other.openTime);
  return rarest ? { ...within, seriesCount: hit.length, at: rarest.openTime } : null;
}

/** Parts closer than this to a larger one belong to the same upheaval. */
const APART = 4;

/** The times at which most series were hit at once, at least two, the most first. */
export function largestCoincidences(
  rows: readonly BoardRow[],
  range: TimeRange,
  hits: readonly number[],
  most: number,
): Coincidence[] {
  const largest: number[] = [];
  const byHits = [...hits.keys()].sort((one, other) => (hits[other] ?? 0) - (hits[one] ?? 0));
  for (const part of byHits) {
    if (largest.length === most || (hits[part] ?? 0) < 2) break;
    if (largest.every((other) => Math.abs(other - part) >= APART)) largest.push(part);
  }
  return largest.flatMap((part) => coincidenceAt(rows, range, part) ?? []);
}
