import type { EpochMs, Interval, Ohlcv } from '../ohlcv.ts';
import { CandleColumns } from './candle-columns.ts';
import { CsvRowError } from './csv-errors.ts';
import { csvRecords } from './csv-records.ts';
import { readRow, readTime } from './csv-row.ts';
import type { CsvRow } from './csv-row.ts';
import { SymbolCheck } from './symbol-check.ts';

export interface ReadCsvOptions {
  /** The length of the candles; open times off its grid are refused. Default `1h`. */
  interval?: Interval;
  /** Only candles that open at or after this time; rows outside the range are not looked at beyond their time. */
  from?: EpochMs;
  /** Only candles that open before this time. */
  to?: EpochMs;
  /** A candle that opens later than this is refused. Default: the time of the call. */
  now?: EpochMs;
  /** Called once, after the last candle. */
  onReport?: (report: CsvReport) => void;
}

/** What reading a file brought to light. */
export interface CsvReport {
  /** Candles handed on. */
  candles: number;
  /** Rows whose two volume columns were in each other's place. */
  swappedVolumes: number;
  /** Rows that said again, word for word, what another row had said. */
  repeatedRows: number;
}

/**
 * Reads candles ascending by open time, whatever the order of the rows. A file that is ascending already is
 * streamed; any other is held as typed arrays and sorted. Swapped volume columns are repaired row by row, and a row
 * that repeats another is dropped.
 *
 * @throws CsvFileError when the file is missing or lacks a column
 * @throws CsvRowError naming file, line and reason when a row is refused or contradicts another
 */
export async function* readCsv(path: string, options: ReadCsvOptions = {}): AsyncGenerator<Ohlcv> {
  const report: CsvReport = { candles: 0, swappedVolumes: 0, repeatedRows: 0 };
  const rows = readRows(path, options, report);
  const ascending = (await isAscending(path)) ? rows : await sorted(rows);
  let previous: (Ohlcv & { line: number }) | undefined;
  for await (const row of ascending) {
    if (row.openTime === previous?.openTime) {
      refuseContradiction(path, previous, row);
      report.repeatedRows += 1;
      continue;
    }
    previous = row;
    report.candles += 1;
    const { openTime, open, high, low, close, volume } = row;
    yield { openTime, open, high, low, close, volume };
  }
  options.onReport?.(report);
}

async function* readRows(path: string, options: ReadCsvOptions, report: CsvReport): AsyncGenerator<CsvRow> {
  const { interval = '1h', from = -Infinity, to = Infinity, now = Date.now() } = options;
  const symbols = new SymbolCheck();
  for await (const { cells, columns, line } of csvRecords(path)) {
    const row = naming(path, line, () => {
      if (columns.symbol !== undefined) symbols.check(cells[columns.symbol] ?? '');
      const openTime = readTime(cells, columns);
      return openTime >= from && openTime < to ? readRow(cells, columns, { line, interval, now }) : undefined;
    });
    if (!row) continue;
    if (row.isRepaired) report.swappedVolumes += 1;
    yield row;
  }
}

/** One quick look at the times alone, which ends at the first step back: line two of a newest-first file. */
async function isAscending(path: string): Promise<boolean> {
  let previous = -Infinity;
  for await (const { cells, columns, line } of csvRecords(path)) {
    const openTime = naming(path, line, () => readTime(cells, columns));
    if (openTime < previous) return false;
    previous = openTime;
  }
  return true;
}

async function sorted(rows: AsyncIterable<CsvRow>) {
  const columns = new CandleColumns();
  for await (const row of rows) columns.push(row);
  return columns.sorted();
}

function naming<T>(path: string, line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CsvRowError(path, line, error instanceof Error ? error.message : String(error));
  }
}

const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;

function refuseContradiction(path: string, one: Ohlcv & { line: number }, other: Ohlcv & { line: number }) {
  const field = VALUES.find((value) => one[value] !== other[value]);
  if (!field) return;
  const time = new Date(one.openTime).toISOString();
  const [earlier, later] = one.line < other.line ? [one, other] : [other, one];
  const reason = `${field} of ${time} should be ${earlier[field]}, as on line ${earlier.line}, but is ${later[field]}`;
  throw new CsvRowError(path, later.line, reason);
}
