import type { EpochMs } from '../../ohlcv.ts';

/** A time as written: what its clock showed, taken as UTC, and how far that clock is ahead; null when not said. */
export interface TimeText {
  clock: EpochMs;
  offsetMs: number | null;
}

export type DateOrder = 'day-first' | 'month-first';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** What some write behind an offset says it again: `(Coordinated Universal Time)`, `[Europe/Berlin]`, `UTC`. */
const ZONE = String.raw`(?: ?(Z|(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)(?: \([^)]+\)|\[[\w/+:-]+\]|(?<=\d) [A-Z]{3,5})?)?`;
const CLOCK = String.raw`(\d{1,2})(?:[:h-](\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?(?:[ -]?([AP]M))?`;
const YEAR_FIRST = new RegExp(
  String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(?:[TD]|,? )${CLOCK})?${ZONE}$`,
  'i',
);
const YEAR_LAST = new RegExp(
  String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:(?:T|,? )${CLOCK})?${ZONE}$`,
  'i',
);
const COMPACT =
  /^(\d{4})(\d{2})(\d{2})(?:(?:[T-]| {1,2})?(\d{2}):?(?:(\d{2}):?(?:(\d{2}))?)?)?(?: ?(Z|UTC))?$/;
const NAMED = new RegExp(
  String.raw`^(?:[a-z]{3,9},? )?(?:([a-z]{3,9})\.? (\d{1,2}),? |(\d{1,2})[ -]?([a-z]{3,9})\.?[ -]?)(\d{4}|\d{2})(?:(?:,? | @ |:)${CLOCK})?${ZONE}$`,
  'i',
);

/** Oracle's `01-MAR-23 12.00.00.000000 AM`. */
const POINTED_CLOCK = /^(\d{1,2}-[A-Z]{3}-\d{2,4}) (\d{1,2})\.(\d{2})\.(\d{2})/;

/** Reads a date with or without a time of day; undefined for anything else, such as 31 February or 25 o'clock. */
export function readTimeText(text: string, order: DateOrder | undefined): TimeText | undefined {
  const first = YEAR_FIRST.exec(text);
  if (first) {
    const [, year, , month, day, hour, minute, second, fraction, half, zone] = first;
    return assemble([year, month, day], [hour, minute, second, fraction, half], zone);
  }
  const last = YEAR_LAST.exec(text);
  if (last) {
    const [, a, separator, b, year, hour, minute, second, fraction, half, zone] = last;
    // Nobody writes the month first with full stops.
    const isDayFirst = separator === '.' || order === 'day-first';
    const [day, month] = isDayFirst ? [a, b] : [b, a];
    return assemble([year, month, day], [hour, minute, second, fraction, half], zone);
  }
  const compact = COMPACT.exec(text);
  if (compact) {
    const [, year, month, day, hour, minute, second, zone] = compact;
    return assemble([year, month, day], [hour, minute, second], zone);
  }
  const named = NAMED.exec(text.replace(POINTED_CLOCK, '$1 $2:$3:$4'));
  if (!named) return undefined;
  const [, monthA, dayA, dayB, monthB, year, hour, minute, second, fraction, half, zone] = named;
  const month = MONTHS.indexOf((monthA ?? monthB ?? '').slice(0, 3).toLowerCase()) + 1;
  return assemble([year, String(month), dayA ?? dayB], [hour, minute, second, fraction, half], zone);
}

/** Whether the order of day and month matters and is not said. */
export const isOrderOpen = (text: string): boolean =>
  YEAR_LAST.exec(text)?.[2] !== '.' && YEAR_LAST.test(text);

type Parts = readonly (string | undefined)[];

function assemble([years, months, days]: Parts, time: Parts, zone: string | undefined): TimeText | undefined {
  const year = Number(years) < 100 ? 2000 + Number(years) : Number(years);
  const [month, day] = [Number(months), Number(days)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const ofDay = timeOfDay(time);
  if (ofDay === undefined) return undefined;
  return {
    clock: Date.UTC(year, month - 1, day) + ofDay,
    offsetMs: zone === undefined ? null : offsetOf(zone),
  };
}

function timeOfDay([hours = '0', minute = '0', second = '0', fraction = '0', half]: Parts):
  number | undefined {
  let hour = Number(hours);
  if (half) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  }
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  // Cut, not rounded: 23:59:59.999999 is the end of a bar and must not become the start of the next.
  return (
    (hour * 3600 + Number(minute) * 60 + Number(second)) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
  );
}

/** Milliseconds ahead of UTC: `Z`, `UTC`, `+02:00`, `-0530`, `GMT+1`. */
export function offsetOf(zone: string): number {
  const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

const daysIn = (year: number, month: number) =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

const TIME_OF_DAY = new RegExp(`^${CLOCK}$`, 'i');

/** Milliseconds since midnight: `13:00`, `1 PM`, `13`, `130000`; undefined for anything else. */
export function readTimeOfDay(text: string): number | undefined {
  const compact = /^(\d{2})(\d{2})(\d{2})?$/.exec(text);
  if (compact && text.length !== 2) return timeOfDay(compact.slice(1));
  const match = TIME_OF_DAY.exec(text);
  return match ? timeOfDay(match.slice(1)) : undefined;
}
