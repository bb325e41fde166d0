import type { SortedRows } from './checks/sorted-rows.ts';
import type { FileOptions } from './file-options.ts';
import { planOf } from './plan/plan.ts';
import { rewrittenTable } from './rewritten-table.ts';
import { RowReader } from './row-reader.ts';
import type { TableReport } from './table-report.ts';
import type { Row, Table } from './table.ts';

/** So many rows show what a table is. */
const SAMPLE_ROWS = 5_000;

/**
 * Reads a table into the rows of a series: its plan is made from the first rows, then every row is read by it. Throws a
 * `CandleFileError` naming the line for the first row that can't be true.
 */
export async function readTable(
  given: Table,
  file: number,
  into: SortedRows,
  options: FileOptions,
): Promise<TableReport> {
  const table = rewrittenTable(given);
  const head: Row[] = [];
  let reader: RowReader | undefined;
  const rows = table.rows[Symbol.asyncIterator]();
  for (let next = await rows.next(); !next.done; next = await rows.next()) {
    if (reader) reader.readAll(next.value);
    else {
      for (const row of next.value) head.push(row);
      if (head.length >= SAMPLE_ROWS) reader = begin(table, file, into, options, head);
    }
  }
  reader ??= begin(table, file, into, options, head);
  reader.report.markets.check();
  return reader.report;
}

function begin(
  table: Table,
  file: number,
  into: SortedRows,
  options: FileOptions,
  head: readonly Row[],
): RowReader {
  const plan = planOf(
    table,
    head.map(({ cells }) => cells),
    options,
  );
  const reader = new RowReader(table, file, into, options, plan);
  reader.readAll(head);
  return reader;
}
