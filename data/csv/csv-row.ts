import type { EpochMs, Interval, Ohlcv } from '../ohlcv.ts';
import { validateOhlcv } from '../validation.ts';
import type { CsvColumns } from './csv-columns.ts';
import { isSwapped } from './csv-volume.ts';
import { parseTime } from './csv-time.ts';

/** A candle with the line it came from. */
export interface CsvRow extends Ohlcv {
  line: number;
  isRepaired: boolean;
}

/** Reads the time of a row. Throws an `Error` that says what was expected and received. */
export function readTime(cells: readonly string[], columns: CsvColumns): EpochMs {
  const text = cells[columns.time]?.trim() ?? '';
  const time = parseTime(text);
  if (time === undefined) throw unexpected('time', 'a unix time or a date such as 2021-01-01 00:00:00', text);
  return time;
}

/** Reads a whole row and repairs swapped volumes. Throws an `Error` that says what was expected and received. */
export function readRow(
  cells: readonly string[],
  columns: CsvColumns,
  { line, interval, now }: { line: number; interval: Interval; now: EpochMs },
): CsvRow {
  const number = (field: 'open' | 'high' | 'low' | 'close' | 'volume') =>
    readNumber(cells[columns[field]], field);
  const row: CsvRow = {
    openTime: readTime(cells, columns),
    open: number('open'),
    high: number('high'),
    low: number('low'),
    close: number('close'),
    volume: number('volume'),
    line,
    isRepaired: false,
  };
  const quoteText = columns.quoteVolume === undefined ? '' : (cells[columns.quoteVolume]?.trim() ?? '');
  if (quoteText !== '') {
    const quoteVolume = readNumber(quoteText, 'quote volume');
    row.isRepaired = isSwapped(row.volume, quoteVolume, row);
    if (row.isRepaired) row.volume = quoteVolume;
  }
  validateOhlcv(row, interval, { now });
  return row;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function readNumber(cell: string | undefined, field: string): number {
  const text = cell?.trim() ?? '';
  if (!NUMBER.test(text)) throw unexpected(field, 'a number', text);
  return Number(text);
}

const unexpected = (field: string, expected: string, text: string) =>
  new Error(
    `${field} should be ${expected}, but is ${text === '' ? 'empty' : JSON.stringify(text.slice(0, 60))}`,
  );
