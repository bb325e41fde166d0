import type { TimeRange } from '../address/time-range.ts';
import { within } from './presets.ts';

const MOVES: Readonly<Record<string, (range: TimeRange) => TimeRange>> = {
  ArrowLeft: ({ from, to }) => ({ from: from - (to - from) / 10, to: to - (to - from) / 10 }),
  ArrowRight: ({ from, to }) => ({ from: from + (to - from) / 10, to: to + (to - from) / 10 }),
  '+': ({ from, to }) => ({ from: from + 0.3 * (to - from), to }),
  '=': ({ from, to }) => ({ from: from + 0.3 * (to - from), to }),
  '-': ({ from, to }) => ({ from: from - 0.4 * (to - from), to }),
};

/** The range that a key makes of the one in sight; null for keys that mean nothing here. */
export function movedByKey(event: KeyboardEvent, inSight: TimeRange, all: TimeRange): TimeRange | null {
  const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : MOVES[event.key];
  return move ? within(move(inSight), all) : null;
}
