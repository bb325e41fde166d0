import type { EpochMs } from '../../ohlcv.ts';
import { CandleFileError } from '../candle-file-error.ts';
import type { FileOptions } from '../file-options.ts';
import type { TableReport } from '../table-report.ts';
import type { SortedRows, StoredRow } from './sorted-rows.ts';

/** What the checks of a whole series look at. */
export interface SeriesContext {
  rows: SortedRows;
  reports: readonly TableReport[];
  options: FileOptions;
  now: EpochMs;
}

/** A time as errors name it, without seconds: `2021-05-19T12:00Z`. */
export const minuteText = (at: EpochMs): string => new Date(at).toISOString().replace(':00.000Z', 'Z');

/** The table that a row came from. */
export const tableOf = ({ reports }: SeriesContext, row: StoredRow): TableReport =>
  reports[row.file] as TableReport;

/** Throws a `CandleFileError` that names the file and the line of the row. */
export function refuse(context: SeriesContext, row: StoredRow, reason: string): never {
  const { path, word } = tableOf(context, row);
  throw new CandleFileError(path, reason, row.line, word);
}

/** Whether the row's table has times of a clock on a wall, and neither it nor anybody says of which zone. */
export const hasBareClock = (context: SeriesContext, row: StoredRow): boolean =>
  tableOf(context, row).plan.time.reader.hasBareClock && context.options.zone === undefined;
