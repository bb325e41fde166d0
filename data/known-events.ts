import events from './known-events.json' with { type: 'json' };
import type { EpochMs } from './ohlcv.ts';

/** An hour in which something publicly known moved the bitcoin market. */
export interface KnownEvent {
  /** Start of the hour, UTC. */
  openTime: EpochMs;
  title: string;
}

/** Ascending by time, mid-2018 to the end of 2021; the hours were checked against hourly candles. */
export const KNOWN_EVENTS: readonly KnownEvent[] = events.map(({ openTime, title }) => ({
  openTime: Date.parse(openTime),
  title,
}));
