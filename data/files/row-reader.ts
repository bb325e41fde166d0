import { CandleFileError, quoted } from './candle-file-error.ts';
import { isNothing, numberOf } from './cells/number-format.ts';
import type { SortedRows } from './checks/sorted-rows.ts';
import type { FileOptions } from './file-options.ts';
import { isHeader, isPadded } from './plan/plan.ts';
import type { Plan } from './plan/plan.ts';
import { newReport } from './table-report.ts';
import type { TableReport } from './table-report.ts';
import { textOf } from './table.ts';
import type { Cell, Row, Table } from './table.ts';
import { VolumeReader } from './volume-reader.ts';

/** Reads the rows of a table by its plan into those of a series. */
export class RowReader {
  readonly report: TableReport;
  readonly #volumes: VolumeReader;

  constructor(
    private readonly table: Table,
    private readonly file: number,
    private readonly into: SortedRows,
    options: FileOptions,
    private readonly plan: Plan,
  ) {
    this.report = newReport(table, plan, options);
    this.#volumes = new VolumeReader(plan, this.report);
  }

  readAll(rows: readonly Row[]) {
    for (const row of rows) this.#read(row);
  }

  #read({ cells, line }: Row) {
    const { plan, report } = this;
    if (cells.length !== plan.width && !isPadded(cells, plan.width))
      this.#refuse(line, wrongWidth(cells.length, plan));
    if (
      plan.header &&
      cells[plan.columns.open] === plan.header[plan.columns.open] &&
      isHeader(cells, plan.header)
    ) {
      report.repeatedHeaders++;
      return;
    }
    if (!report.markets.accepts(cells)) return;
    const { columns, format } = plan;
    const open = numberOf(cells[columns.open], format);
    const high = numberOf(cells[columns.high], format);
    const low = numberOf(cells[columns.low], format);
    const close = numberOf(cells[columns.close], format);
    // NaN where one of them is no number, and 0 where all are.
    const sum = open + high + low + close;
    if (!(sum > 0 && sum < 1e300)) {
      if (this.#isWithoutTrades(cells)) {
        report.withoutTrades++;
        return;
      }
      this.#refuseNumbers(cells, line);
    }
    const time = plan.time.reader.read(cells);
    if (time === undefined)
      this.#refuse(
        line,
        `time should be a unix time or a date as above, but is ${quoted(cells[plan.time.reader.column])}`,
      );
    if (columns.closed !== undefined && /^(?:0|false|no)$/i.test(textOf(cells[columns.closed]))) {
      report.unclosed++;
      return;
    }
    if (plan.time.closes) this.#noteDuration(time, plan.time.closes.read(cells));
    const volume = this.#volumes.read(cells, line, open, high, low, close);
    this.into.push(time, open, high, low, close, volume, this.file, line);
  }

  #noteDuration(open: number, close: number | undefined) {
    const { durations } = this.report;
    if (close === undefined || durations.size > 100) return;
    const duration = Math.abs(close - open);
    durations.set(duration, (durations.get(duration) ?? 0) + 1);
  }

  #isWithoutTrades(cells: readonly Cell[]): boolean {
    const { open, high, low, close } = this.plan.columns;
    return [open, high, low, close].every((at) => isNothing(cells[at]) || Number(cells[at]) === 0);
  }

  #refuseNumbers(cells: readonly Cell[], line: number): never {
    for (const field of ['open', 'high', 'low', 'close'] as const) {
      const cell = cells[this.plan.columns[field]];
      const value = numberOf(cell, this.plan.format);
      if (!(value > 0 && value < 1e300))
        this.#refuse(
          line,
          `${field} should be a price above 0, but is ${textOf(cell) === '' ? 'empty' : quoted(cell)}`,
        );
    }
    return this.#refuse(line, 'the prices are too large');
  }

  #refuse(line: number, reason: string): never {
    throw new CandleFileError(this.table.path, reason, line, this.table.word);
  }
}

const wrongWidth = (received: number, { width, header }: Plan) =>
  `the row should have ${width} cells, as the ${header ? 'header' : 'first row'} has, but has ${received}` +
  (received > width
    ? '; is there a comma inside of a number, without quotation marks?'
    : '; is the file cut off here?');
