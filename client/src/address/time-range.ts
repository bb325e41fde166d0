import type { EpochMs } from '../format/units.ts';
import { addressWith, inAddress } from './page-address.ts';
import { utcTime } from './utc-time.ts';

/** A range of time: `from` is inclusive, `to` is exclusive, as in the API; milliseconds since 1970, UTC. */
export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** "2021-05-19T12:00Z": no series has intervals below a minute. */
export const minuteOf = (time: EpochMs): string => `${new Date(time).toISOString().slice(0, 16)}Z`;

/** The range that an address such as `#from=2021-05-19T00:00Z&to=2021-05-20T00:00Z` means; null where it is none. */
export function rangeIn(hash: string = location.hash): TimeRange | null {
  const from = utcTime(inAddress('from', hash));
  const to = utcTime(inAddress('to', hash));
  return from !== null && to !== null && from < to ? { from, to } : null;
}

/** What is wrong with the times in an address, as "from=2021-02-30 is not a time"; null where all are fine. */
export function refusedTimeIn(hash: string = location.hash): string | null {
  for (const name of ['from', 'to', 'at']) {
    const text = inAddress(name, hash);
    if (text !== null && utcTime(text) === null) return `${name}=${text} is not a time`;
  }
  const [from, to] = [inAddress('from', hash), inAddress('to', hash)];
  if (from === null || to === null || rangeIn(hash) !== null) return null;
  return `from=${from} is not before to=${to}`;
}

/** The part of an address from `#` on with this range, or without any. */
export function addressWithRange(range: TimeRange | null, hash: string = location.hash): string {
  const [from, to] = range ? [minuteOf(range.from), minuteOf(range.to)] : [null, null];
  return addressWith({ from, to }, hash);
}
