import type { Channel } from '@detective/schema';
import type { IncidentNews } from './incident-message.ts';

/** Told again when an incident has become this many times rarer than what was told. */
const RARER = 10;

/** What a channel is told of an incident. */
export interface Decided {
  channel: Channel;
  news: IncidentNews;
}

/** Whether an incident has become so much rarer that it is told again. Null is the rarity of a fault, which has none. */
export const isRarer = (hours: number | null, told: number | null): boolean =>
  hours !== null && (told === null || hours >= RARER * told);
