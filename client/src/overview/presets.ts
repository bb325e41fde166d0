import type { TimeRange } from '../address/time-range.ts';
import { utcTime } from '../address/utc-time.ts';

const DAY = 86_400_000;

export interface Preset {
  readonly name: string;
  readonly meaning: string;
  /** Length; null for everything. */
  readonly ms: number | null;
}

export const PRESETS: readonly Preset[] = [
  { name: '1D', meaning: 'A day', ms: DAY },
  { name: '1W', meaning: 'A week', ms: 7 * DAY },
  { name: '1M', meaning: 'A month', ms: 30 * DAY },
  { name: '3M', meaning: 'Three months', ms: 91 * DAY },
  { name: '1Y', meaning: 'A year', ms: 365 * DAY },
  { name: 'All', meaning: 'All that is stored', ms: null },
];

/** The range of a preset: it ends where the view does, so that one gets to see more or less of the same. */
export function presetRange({ ms }: Preset, all: TimeRange, inSight: TimeRange | null): TimeRange {
  if (ms === null) return all;
  const end = Math.min(inSight?.to ?? all.to, all.to);
  const from = Math.max(all.from, end - ms);
  return { from, to: Math.min(all.to, from + ms) };
}

/** Nothing is closer than this when somebody goes to a moment. */
const AROUND = 3.5 * DAY;

/**
 * The range that somebody means by "2021", "2021-05", "2021-05-19" or "2021-05-19 12:00": the year, the month, the day, or
 * the week around the moment. Null for what is no time.
 */
export function rangeMeant(text: string): TimeRange | null {
  const [, year, month] = /^\s*(\d{4})(?:-(\d{1,2}))?\s*$/.exec(text) ?? [];
  if (year !== undefined && month === undefined)
    return { from: Date.UTC(+year, 0), to: Date.UTC(+year + 1, 0) };
  if (year !== undefined && month !== undefined) {
    const isMonth = +month >= 1 && +month <= 12;
    return isMonth ? { from: Date.UTC(+year, +month - 1), to: Date.UTC(+year, +month) } : null;
  }
  const time = utcTime(text);
  if (time === null) return null;
  const isDay = /^\s*\d{4}-\d{2}-\d{2}\s*$/.test(text);
  return isDay ? { from: time, to: time + DAY } : { from: time - AROUND, to: time + AROUND };
}

/** A range of the same length that lies within another one, as far as it fits. */
export function within({ from, to }: TimeRange, all: TimeRange): TimeRange {
  const length = Math.min(to - from, all.to - all.from);
  const start = Math.min(Math.max(from, all.from), all.to - length);
  return { from: start, to: start + length };
}

/** The part of a range that lies within another one; null where they do not meet. */
export function overlap(one: TimeRange, other: TimeRange): TimeRange | null {
  const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
  return from < to ? { from, to } : null;
}
