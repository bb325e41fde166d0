import type { EpochMs } from './ohlcv.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;

const MINUTE_MS = 60_000;
/** The easternmost clocks of the world, in Kiribati. */
const LARGEST_OFFSET_MINUTES = 14 * 60;

/** A text that is not a time; the message says what was expected and received. */
export class InvalidTimeError extends Error {
  override name = 'InvalidTimeError';
  /** For messages of one's own: "expected …". */
  static readonly expected = 'a UTC date such as 2021-01-01, or a time such as 2021-01-01 06:00';

  constructor(readonly received: string) {
    const excerpt = received.length > 40 ? `${received.slice(0, 40)}…` : received;
    super(`expected ${InvalidTimeError.expected}, received ${JSON.stringify(excerpt)}`);
  }
}

/**
 * Reads a time as people type it: a date (its midnight), or date and time with a blank or `T` between them, with or
 * without seconds and their fraction. It is UTC unless it ends with another offset, whatever zone the machine is in.
 * Fractions are cut to milliseconds.
 *
 * @throws {InvalidTimeError} for anything else, such as 30 February, 24:00, or a date in another notation
 * @example parseTime('2021-01-01 06:00') === parseTime('2021-01-01T07:00:00.000+01:00')
 */
export function parseTime(text: string): EpochMs {
  const match = DATE.exec(text.trim()) ?? TIME.exec(text.trim());
  if (!match) throw new InvalidTimeError(text);
  const [, year, month, day, hours = '00', minutes = '00', seconds = '00', fraction = '', offset = 'Z'] =
    match;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const iso = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`;
  const time = Date.parse(iso);
  // An engine may read 30 February as 2 March, and 24:00 as the next day: such times don't come back as written.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) throw new InvalidTimeError(text);
  return time - offsetMinutes(offset, text) * MINUTE_MS;
}

function offsetMinutes(offset: string, text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset);
  if (!match) return 0;
  const [, sign, hours, minutes = '00'] = match;
  const total = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || total > LARGEST_OFFSET_MINUTES) throw new InvalidTimeError(text);
  return sign === '-' ? -total : total;
}

/** Whether the text names a whole day: where an end is meant, people expect that day to be in it. */
export const isDateOnly = (text: string): boolean => DATE.test(text.trim());
