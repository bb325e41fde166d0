import { CandleFileError, quoted } from './candle-file-error.ts';
import { isNothing, numberOf } from './cells/number-format.ts';
import { MarketWatch } from './checks/market-watch.ts';
import type { SortedRows } from './checks/sorted-rows.ts';
import { proveBase } from './columns/price-proof.ts';
import type { FileOptions } from './file-options.ts';
import { isHeader, isPadded, planOf } from './plan/plan.ts';
import type { Plan } from './plan/plan.ts';
import { textOf } from './table.ts';
import type { Cell, Row, Table } from './table.ts';

/** What the rows of one table were, beside candles. */
export interface TableReport {
  path: string;
  container: string;
  word: Table['word'];
  plan: Plan;
  markets: MarketWatch;
  /** As the file names it beside the rows. */
  market: string | undefined;
  /** Rows without prices: nothing was traded. */
  withoutTrades: number;
  /** Rows that say themselves that their bar is not closed. */
  unclosed: number;
  repeatedHeaders: number;
  /** Rows whose two volumes stand in the columns, as they are called, and in each other's. */
  volumesInPlace: number;
  volumesSwapped: number;
  /** Rows whose two volumes give no price of the bar. */
  volumesOff: number;
  /** How far each close time lies behind its open time, where a row has both: how often. */
  durations: Map<number, number>;
}

/** So many rows show what a table is. */
const SAMPLE_ROWS = 5_000;

/**
 * Reads a table into the rows of a series: its plan is made from the first rows, then every row is read by it. Throws a
 * `CandleFileError` naming the line for the first row that can't be true.
 */
export async function readTable(
  table: Table,
  file: number,
  into: SortedRows,
  options: FileOptions,
): Promise<TableReport> {
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

class RowReader {
  readonly report: TableReport;
  #lastOrder: 'first' | 'second' = 'first';

  constructor(
    private readonly table: Table,
    private readonly file: number,
    private readonly into: SortedRows,
    options: FileOptions,
    private readonly plan: Plan,
  ) {
    this.report = {
      ...{ path: table.path, container: table.container, word: table.word, plan },
      markets: new MarketWatch(table.path, plan.columns.groups, options.symbol),
      market: table.market,
      ...{
        withoutTrades: 0,
        unclosed: 0,
        repeatedHeaders: 0,
        volumesInPlace: 0,
        volumesSwapped: 0,
        volumesOff: 0,
      },
      durations: new Map(),
    };
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
    const volume = this.#volume(cells, line, open, high, low, close);
    this.into.push(time, open, high, low, close, volume, this.file, line);
  }

  #volume(
    cells: readonly Cell[],
    line: number,
    open: number,
    high: number,
    low: number,
    close: number,
  ): number {
    const { volume: plan, format } = this.plan;
    if (plan.kind === 'pair') return this.#provenVolume(cells, line, low, high, plan);
    const value = numberOf(cells[plan.column], format) * plan.scale;
    if (!(value >= 0) || value === Infinity) this.#refuse(line, notVolume(plan.name, cells[plan.column]));
    return plan.kind === 'single' ? cleaned(value, plan.scale) : value / ((open + high + low + close) / 4);
  }

  #provenVolume(
    cells: readonly Cell[],
    line: number,
    low: number,
    high: number,
    { base, quote, name }: { base: number; quote: number; name: string },
  ): number {
    const one = numberOf(cells[base], this.plan.format);
    const other = numberOf(cells[quote], this.plan.format);
    if (!(one >= 0) || one === Infinity) this.#refuse(line, notVolume(name, cells[base]));
    const found = proveBase(one, other, low, high);
    const { report } = this;
    if (found === 'first') report.volumesInPlace++;
    else if (found === 'second') report.volumesSwapped++;
    else if (found === 'neither') report.volumesOff++;
    if (found === 'first' || found === 'second') this.#lastOrder = found;
    // A row that shows nothing is written as the row before it was.
    const isSwapped =
      found === 'second' || ((found === 'neither' || found === 'both') && this.#lastOrder === 'second');
    return isSwapped ? other : one;
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

const notVolume = (name: string, cell: Cell | undefined) =>
  `${quoted(name)} should be a volume from 0, but is ` +
  (isNothing(cell)
    ? `${textOf(cell) === '' ? 'empty' : quoted(cell)}; leave the row out where nobody knows it`
    : quoted(cell));

/** 41.253 millions are 41,253,000, not 41,252,999.999999996. */
const cleaned = (value: number, scale: number) => (scale === 1 ? value : Number(value.toPrecision(15)));
