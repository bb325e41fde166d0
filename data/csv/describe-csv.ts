import type { EpochMs } from '../ohlcv.ts';
import { csvRecords } from './csv-records.ts';
import { readCsv } from './read-csv.ts';
import type { CsvReport, ReadCsvOptions } from './read-csv.ts';

/** What a file holds, for a progress bar and a sentence before a replay. */
export interface CsvDescription extends CsvReport {
  firstOpenTime: EpochMs | null;
  lastOpenTime: EpochMs | null;
  /** As the file writes it, or null where it has no such column. */
  symbol: string | null;
}

/** Reads a whole file once and says what is in it. Throws what `readCsv` throws, so a bad row is known in advance. */
export async function describeCsv(path: string, options: ReadCsvOptions = {}): Promise<CsvDescription> {
  let report: CsvReport = { candles: 0, swappedVolumes: 0, repeatedRows: 0 };
  let firstOpenTime: EpochMs | null = null;
  let lastOpenTime: EpochMs | null = null;
  for await (const { openTime } of readCsv(path, { ...options, onReport: (found) => (report = found) })) {
    firstOpenTime ??= openTime;
    lastOpenTime = openTime;
  }
  return { ...report, firstOpenTime, lastOpenTime, symbol: await readSymbol(path) };
}

async function readSymbol(path: string): Promise<string | null> {
  for await (const { cells, columns } of csvRecords(path)) {
    const symbol = columns.symbol === undefined ? '' : (cells[columns.symbol] ?? '').trim();
    return symbol === '' ? null : symbol;
  }
  return null;
}
