import type { TimeRange } from '../address/time-range.ts';
import { within } from './presets.ts';

const MOVES: Readonly<Record<string, (range: TimeRange, all: TimeRange) => TimeRange>> = {
  ArrowLeft: ({ from, to }) => ({ from: from - (to - from) / 2, to: to - (to - from) / 2 }),
  ArrowRight: ({ from, to }) => ({ from: from + (to - from) / 2, to: to + (to - from) / 2 }),
  Home: ({ from, to }, all) => ({ from: all.from, to: all.from + to - from }),
  End: ({ from, to }, all) => ({ from: all.to - (to - from), to: all.to }),
  '+': ({ from, to }) => ({ from: from + (to - from) / 4, to: to - (to - from) / 4 }),
  '-': ({ from, to }) => ({ from: from - (to - from) / 2, to: to + (to - from) / 2 }),
};

/** The range that a key makes of one that is brushed; null for keys that mean nothing here. */
export function brushedByKey(event: KeyboardEvent, range: TimeRange, all: TimeRange): TimeRange | null {
  const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : MOVES[event.key];
  return move ? within(move(range, all), all) : null;
}
