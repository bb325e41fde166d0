import { seriesName } from '@detective/data';
import type { Verdict } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { readVerdicts } from '../database/read-verdicts.ts';
import type { FollowedSeries } from './follower.ts';

/** Reads what people say now of the detections in memory of these series. */
export async function refreshVerdicts(
  manager: EntityManager,
  series: readonly FollowedSeries[],
): Promise<void> {
  const marks = series.map(({ tail }) => tail.newest);
  // A verdict is on one detection, and those in memory are the newest.
  const most = Math.max(...series.map(({ tail }) => tail.length));
  const bySeries = new Map(series.map(({ name }) => [name, new Map<number, Verdict>()]));
  for (const verdict of await readVerdicts(manager, series, most))
    bySeries.get(seriesName(verdict))?.set(verdict.openTime.getTime(), verdict);
  for (const [index, { name, tail }] of series.entries())
    tail.takeVerdicts(bySeries.get(name) ?? new Map<number, Verdict>(), marks[index] ?? -Infinity);
}
