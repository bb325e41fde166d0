import { INTERVALS } from '@detective/data';
import type { EpochMs, KnownEvent } from '@detective/data';

/** An event counts as caught by an alert in its hour or one of the two after it. */
export const CATCH_WITHIN_MS = 2 * INTERVALS['1h'];

export interface CaughtEvent extends KnownEvent {
  /** Open time of the first alert that caught it, or null. */
  caughtAt: EpochMs | null;
}

/** Looks, for each event, for the first alert from its hour to two hours later. */
export function catchEvents(events: readonly KnownEvent[], alertTimes: readonly EpochMs[]): CaughtEvent[] {
  return events.map((event) => {
    const within = alertTimes.filter(
      (time) => time >= event.openTime && time <= event.openTime + CATCH_WITHIN_MS,
    );
    return { ...event, caughtAt: within.length > 0 ? Math.min(...within) : null };
  });
}
