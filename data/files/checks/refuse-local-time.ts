import type { EpochMs } from '../../ohlcv.ts';
import { clockPlace, zoneOf } from './clock-changes.ts';
import { hasBareClock, refuse, tableOf, type SeriesContext } from './series-context.ts';
import type { StoredRow } from './sorted-rows.ts';

/** Hours that are missing on the nights when clocks are put forward show that the times are local. */
export function refuseLocalTime(
  context: SeriesContext,
  hourGaps: readonly EpochMs[],
  first: EpochMs,
  last: StoredRow,
) {
  if (!hasBareClock(context, last) || tableOf(context, last).plan.time.zone.name !== 'UTC') return;
  const place = clockPlace(hourGaps, first, last.openTime);
  if (place === undefined) return;
  refuse(
    context,
    last,
    `an hour is missing on each night when clocks are put forward in ${place}: local time? --zone says where, such as ${zoneOf(place)}, or UTC`,
  );
}
