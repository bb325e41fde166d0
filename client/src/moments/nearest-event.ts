import type { KnownEvent } from '../chart/known-events.ts';
import { spanWords } from '../format/span-words.ts';
import type { EpochMs } from '../format/units.ts';

/** Farther than this nothing has to do with a candle. */
const REACH_MS = 7 * 86_400_000;

/** The publicly known event nearest to a time, with how far it is: "3 h before"; null where none is near. */
export function nearestEvent(
  time: EpochMs,
  events: readonly KnownEvent[],
): { event: KnownEvent; words: string } | null {
  const [event] = [...events].sort(
    (one, other) => Math.abs(one.openTime - time) - Math.abs(other.openTime - time),
  );
  const away = event ? event.openTime - time : Infinity;
  if (!event || Math.abs(away) > REACH_MS) return null;
  if (away === 0) return { event, words: 'in this candle' };
  return { event, words: `${spanWords(Math.abs(away))} ${away < 0 ? 'before' : 'after'}` };
}
