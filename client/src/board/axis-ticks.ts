import type { TimeRange } from '../address/time-range.ts';
import type { EpochMs } from '../format/units.ts';

export interface AxisTick {
  readonly time: EpochMs;
  readonly text: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC', hourCycle: 'h23' });
const clock = format({ hour: '2-digit', minute: '2-digit' });
const date = format({ day: 'numeric', month: 'short' });
const month = format({ month: 'short', year: 'numeric' });
const year = format({ year: 'numeric' });

/** Steps between ticks, the shortest first; those of days and less divide the days since 1970. */
const STEPS: readonly { ms: number; months?: number; text: Intl.DateTimeFormat }[] = [
  { ms: HOUR / 4, text: clock },
  { ms: HOUR, text: clock },
  { ms: 3 * HOUR, text: clock },
  { ms: 6 * HOUR, text: clock },
  { ms: DAY, text: date },
  { ms: 2 * DAY, text: date },
  { ms: 7 * DAY, text: date },
  { ms: 14 * DAY, text: date },
  { ms: 31 * DAY, months: 1, text: month },
  { ms: 92 * DAY, months: 3, text: month },
  { ms: 366 * DAY, months: 12, text: year },
  { ms: 5 * 366 * DAY, months: 60, text: year },
];

/** The times that an axis names: as many as there are, but no more than `most`, each the first of its hour, day or month. */
export function axisTicks(range: TimeRange, most: number): AxisTick[] {
  const length = range.to - range.from;
  const step = STEPS.find(({ ms }) => length / ms <= most) ?? STEPS.at(-1);
  if (!step) return [];
  const times = step.months ? monthsIn(range, step.months) : multiplesIn(range, step.ms);
  return times.map((time) => ({
    time,
    // Midnight is told by its day.
    text: (step.text === clock && time % DAY === 0 ? date : step.text).format(time),
  }));
}

function multiplesIn({ from, to }: TimeRange, ms: number): EpochMs[] {
  const first = Math.ceil(from / ms) * ms;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / ms)) }, (_, index) => first + index * ms);
}

function monthsIn({ from, to }: TimeRange, months: number): EpochMs[] {
  const times: EpochMs[] = [];
  const begin = new Date(from);
  const monthOf = (index: number) => Date.UTC(1970, index, 1);
  let index = (begin.getUTCFullYear() - 1970) * 12 + begin.getUTCMonth();
  index = Math.floor(index / months) * months;
  for (; monthOf(index) < to; index += months) if (monthOf(index) >= from) times.push(monthOf(index));
  return times;
}
