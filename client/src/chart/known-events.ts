import type { EpochMs } from '../format/units.ts';
import events from 'known-events.json';

/** An hour in which something publicly known moved the market. */
export interface KnownEvent {
  readonly openTime: EpochMs;
  readonly title: string;
}

/** The events of bitcoin. A part of the page, not a file of its own: that could be missing when it is wanted. */
export const KNOWN_EVENTS: readonly KnownEvent[] = events.map(({ openTime, title }) => ({
  openTime: Date.parse(openTime),
  title,
}));
