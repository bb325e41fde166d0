import { CandleFileError, quoted } from './candle-file-error.ts';
import { isNothing, numberOf } from './cells/number-format.ts';
import { proveBase } from './columns/price-proof.ts';
import type { Plan } from './plan/plan.ts';
import type { TableReport } from './table-report.ts';
import { textOf } from './table.ts';
import type { Cell } from './table.ts';

/** Reads the volumes of a table's rows, in coins; where rows have two, each row shows which of them that is. */
export class VolumeReader {
  readonly #plan: Plan;
  readonly #report: TableReport;
  #lastOrder: 'first' | 'second' = 'first';

  /** @param report counts what the pairs of volumes showed */
  constructor(plan: Plan, report: TableReport) {
    this.#plan = plan;
    this.#report = report;
  }

  /** @throws {CandleFileError} naming the line, for a text that is no volume */
  read(cells: readonly Cell[], line: number, open: number, high: number, low: number, close: number): number {
    const { volume: plan, format } = this.#plan;
    if (plan.kind === 'pair') return this.#proven(cells, line, low, high, plan);
    const value = numberOf(cells[plan.column], format) * plan.scale;
    if (!(value >= 0) || value === Infinity) this.#refuse(line, notVolume(plan.name, cells[plan.column]));
    return plan.kind === 'single' ? cleaned(value, plan.scale) : value / ((open + high + low + close) / 4);
  }

  #proven(
    cells: readonly Cell[],
    line: number,
    low: number,
    high: number,
    { base, quote, name }: { base: number; quote: number; name: string },
  ): number {
    const one = numberOf(cells[base], this.#plan.format);
    const other = numberOf(cells[quote], this.#plan.format);
    if (!(one >= 0) || one === Infinity) this.#refuse(line, notVolume(name, cells[base]));
    const found = proveBase(one, other, low, high);
    const report = this.#report;
    if (found === 'first') report.volumesInPlace++;
    else if (found === 'second') report.volumesSwapped++;
    else if (found === 'neither') report.volumesOff++;
    if (found === 'first' || found === 'second') this.#lastOrder = found;
    // A row that shows nothing is written as the row before it was.
    const isSwapped =
      found === 'second' || ((found === 'neither' || found === 'both') && this.#lastOrder === 'second');
    return isSwapped ? other : one;
  }

  #refuse(line: number, reason: string): never {
    throw new CandleFileError(this.#report.path, reason, line, this.#report.word);
  }
}

const notVolume = (name: string, cell: Cell | undefined) =>
  `${quoted(name)} should be a volume from 0, but is ` +
  (isNothing(cell)
    ? `${textOf(cell) === '' ? 'empty' : quoted(cell)}; leave the row out where nobody knows it`
    : quoted(cell));

/** 41.253 millions are 41,253,000, not 41,252,999.999999996. */
const cleaned = (value: number, scale: number) => (scale === 1 ? value : Number(value.toPrecision(15)));
