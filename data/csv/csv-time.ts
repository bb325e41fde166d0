import type { EpochMs } from '../ohlcv.ts';

const NUMBER = /^\d+(?:\.\d+)?$/;

// 2021-01-01 | 2019-10-17 09-AM | 2021-01-01 00:00:00+00:00 | 2021-01-01T00:00:00.000Z | 2021-01-01 00:00 UTC
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2})(?::(\d{2}))?(?::(\d{2})(\.\d+)?)?(?:[ -]?(AM|PM))?)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Reads a time as exports write it: unix seconds, milliseconds or microseconds (told apart by their size, row by
 * row, since one file may mix them), ISO 8601, and `2019-10-17 09-AM`. A time without an offset is UTC; one with an
 * offset is converted. Returns undefined for anything else, such as 31 February.
 */
export function parseTime(text: string): EpochMs | undefined {
  return NUMBER.test(text) ? fromUnix(Number(text)) : fromDate(text);
}

/** 1e11 s is the year 5138 and 1e11 ms is 1973, so no market candle is ambiguous. */
function fromUnix(value: number): EpochMs {
  if (value < 1e11) return value * 1000;
  return value < 1e14 ? value : value / 1000;
}

function fromDate(text: string): EpochMs | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', half, offset] = match;
  const hours = half ? fromTwelve(Number(hour), half) : Number(hour);
  if (hours === undefined || hours > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC turns 31 February into 3 March.
  if (new Date(midnight).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined;
  const seconds = hours * 3600 + Number(minute) * 60 + Number(second) + Number(fraction);
  return midnight + seconds * 1000 - offsetMs(offset);
}

/** 12-AM is midnight and 12-PM is noon. */
function fromTwelve(hour: number, half: string): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

function offsetMs(offset = 'Z'): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}
