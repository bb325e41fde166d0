import { INTERVALS, type Interval } from '@detective/data';

/** The newest candle of a series. */
export interface NewestCandle {
  interval: Interval;
  openTime: Date;
  /** When it was judged, which is when it arrived. */
  detectedAt: Date;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

/** How old a candle may be on arrival for its series to count as live: this many intervals, and never less than a day. */
const LIVE_INTERVALS = 24;

const closeTime = ({ interval, openTime }: NewestCandle) => openTime.getTime() + INTERVALS[interval];

/** Whether a series follows the present: a replay of old candles does not, and nothing is expected of it. */
export function isLive(newest: NewestCandle): boolean {
  const ageOnArrival = newest.detectedAt.getTime() - closeTime(newest);
  return ageOnArrival <= Math.max(LIVE_INTERVALS * INTERVALS[newest.interval], DAY_MS);
}

/** How long after its close a candle may take to arrive before it counts as missing. */
export const graceMs = (interval: Interval): number => Math.max(INTERVALS[interval] / 4, MINUTE_MS);

/**
 * Since when the next candle of a live series has been missing: the time at which it should have closed.
 *
 * @returns null while the candle is not due, within its grace, and for a series that is not live
 * @example an hourly candle of 10:00 that arrived at 11:00, asked for at 12:20, is followed by one missing since 12:00
 */
export function overdueSince(newest: NewestCandle, now: Date): Date | null {
  const due = closeTime(newest) + INTERVALS[newest.interval];
  return isLive(newest) && now.getTime() > due + graceMs(newest.interval) ? new Date(due) : null;
}

/** Whether the candle after the newest one of a live series closed more than an interval ago, so that a forecast of it tells nobody anything. */
export function isForecastOutdated(newest: NewestCandle, now: Date): boolean {
  return isLive(newest) && now.getTime() > closeTime(newest) + 2 * INTERVALS[newest.interval];
}
