import type { EpochMs } from '../../ohlcv.ts';
import { readTimeText } from './time-text.ts';

const DIGITS = /^\d{1,19}(?:\.\d+)?$/;
/** Milliseconds, as JSON of .NET has them. */
const DOT_NET = /^\/Date\((\d{12,13})(?:[+-]\d{4})?\)\/$/;
const SCIENTIFIC = /^(\d)(?:\.(\d+))?e\+?(\d{1,2})$/i;

/** Days of a spreadsheet, counted from 30 December 1899: 3 January 2009 is 39,816. */
const FIRST_SHEET_DAY = 39_816;
const LAST_SHEET_DAY = 73_050;
const UNIX_EPOCH_SHEET_DAY = 25_569;

/** Far enough for any candle, and before 2033051800 (ten digits) could be seconds. */
const LAST_SECOND = 2_000_000_000;

/**
 * A time written in digits alone: unix seconds, milliseconds, microseconds or nanoseconds, told apart by their size row
 * by row, since one file may mix them; a date without separators (`20230301`, `20230301130000`); or days of a
 * spreadsheet. What is finer than a millisecond is cut off, not rounded, so that the end of a bar stays its end.
 */
export function readUnixTime(text: string): { time: EpochMs; isClock: boolean } | undefined {
  if (DIGITS.test(text)) return fromDigits(text);
  const ofDotNet = DOT_NET.exec(text)?.[1];
  if (ofDotNet !== undefined) return { time: Number(ofDotNet), isClock: false };
  const scientific = SCIENTIFIC.exec(text);
  if (!scientific) return undefined;
  // 1.67763E+12 was rounded by a spreadsheet to some minutes; all digits have to be there, to the second.
  const missing = Number(scientific[3]) - (scientific[2]?.length ?? 0);
  const isWhole = missing <= Math.max(0, Number(scientific[3]) - 9);
  return isWhole ? fromDigits(String(Number(text))) : undefined;
}

function fromDigits(text: string): { time: EpochMs; isClock: boolean } | undefined {
  const [whole = '', fraction = ''] = text.split('.');
  if (fraction === '' || /^0+$/.test(fraction)) {
    const isDate = [8, 12, 14].includes(whole.length) || (whole.length === 10 && Number(whole) > LAST_SECOND);
    const date = isDate && /^(?:19|20)/.test(whole) ? readTimeText(whole, undefined) : undefined;
    if (date) return { time: date.clock, isClock: true };
  }
  const value = Number(text);
  if (value >= FIRST_SHEET_DAY && value <= LAST_SHEET_DAY && whole.length === 5)
    return { time: Math.round((value - UNIX_EPOCH_SHEET_DAY) * 86_400) * 1000, isClock: true };
  if (value < 1e11) return { time: Math.floor(Math.round(value * 1e6) / 1e3), isClock: false };
  if (value < 1e14) return { time: Math.floor(value), isClock: false };
  return { time: Number(whole.slice(0, value < 1e17 ? -3 : -6)), isClock: false };
}
