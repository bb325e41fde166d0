import { CandleFileError, quoted } from '../candle-file-error.ts';
import { isNothing, numberOf } from '../cells/number-format.ts';
import type { NumberFormat } from '../cells/number-format.ts';
import { readTimeText } from '../cells/time-text.ts';
import { readUnixTime } from '../cells/unix-time.ts';
import { plainName } from '../columns/column-name.ts';
import { provePair } from '../columns/price-proof.ts';
import { SHAPES } from '../shapes/index.ts';
import type { Role, Shape } from '../shapes/shape.ts';
import { textOf } from '../table.ts';
import type { Cell, Table } from '../table.ts';
import { EARLIEST_OPEN_TIME } from '../../validation.ts';

type Rows = readonly (readonly Cell[])[];

/** The known shape of a table with a header; undefined for one that is read by its names alone. */
export function shapeOfHeader(header: readonly string[]): Shape | undefined {
  const names = new Set(header.map(plainName));
  return SHAPES.find(
    ({ header: own }) =>
      own?.has.every((name) => names.has(name)) &&
      !own.lacks?.some((name) => names.has(name)) &&
      (own.written === undefined || header.every((name) => own.written?.test(name.trim()))),
  );
}

/**
 * The known shape of rows without a header: as many cells, times where they belong, each price between low and high, the
 * volumes in proportion, and each close near the next open. Throws a `CandleFileError` when none fits, or two that differ.
 */
export function shapeOfRows(
  { path }: Table,
  rows: Rows,
  format: NumberFormat,
): Shape & { cells: NonNullable<Shape['cells']> } {
  const full = withPrices(rows);
  const width = full[0]?.length ?? 0;
  const fitting = SHAPES.flatMap((shape) =>
    shape.cells?.length === width && full.length > 0 && fits({ ...shape, cells: shape.cells }, full, format)
      ? [{ ...shape, cells: shape.cells }]
      : [],
  );
  const best = fitting[0];
  if (!best) throw new CandleFileError(path, unknownRows(rows, width));
  const order = ({ cells }: { cells: readonly (Role | null)[] }) =>
    ['time', 'open', 'high', 'low', 'close', 'volume'].map((role) => cells.indexOf(role as Role)).join();
  const other = fitting.find((shape) => order(shape) !== order(best));
  if (other)
    throw new CandleFileError(
      path,
      `has no header and could be "${best.name}" or "${other.name}"; add a line with the names of the columns`,
    );
  return best;
}

/** Without the rows that lack four cells or more that others have: nothing was traded. */
function withPrices(rows: Rows): Rows {
  const lacking = rows.map((cells) => cells.filter(isNothing).length);
  const fewest = lacking.reduce((least, count) => Math.min(least, count), Infinity);
  return rows.filter((_, index) => (lacking[index] ?? 0) < fewest + 4);
}

function fits(
  { cells, isShape }: Shape & { cells: readonly (Role | null)[] },
  rows: Rows,
  format: NumberFormat,
): boolean {
  const at = (role: Role) => cells.indexOf(role);
  const number = (row: readonly Cell[], role: Role) => numberOf(row[at(role)], format);
  if (!rows.every((row) => isTime(textOf(row[at('time')])))) return false;
  const bars = rows.map((row) => ({
    ...{
      open: number(row, 'open'),
      high: number(row, 'high'),
      low: number(row, 'low'),
      close: number(row, 'close'),
    },
    ...{
      time: textOf(row[at('time')]),
      one: number(row, 'volume'),
      other: at('quoteVolume') < 0 ? Number.NaN : number(row, 'quoteVolume'),
    },
  }));
  const isBar = ({ open, high, low, close }: (typeof bars)[number]) =>
    high >= Math.max(open, close) && low <= Math.min(open, close) && low > 0;
  // A few rows of some exchanges open outside of low and high.
  if (bars.filter(isBar).length < bars.length * 0.9 || bars.some(({ one }) => !(one >= 0))) return false;
  if (at('quoteVolume') >= 0) {
    const proof = provePair(bars);
    if (proof.second > proof.first || (!proof.isProven && !proof.isOpen)) return false;
  }
  const closes = at('closeTime') < 0 || rows.every((row) => isTime(textOf(row[at('closeTime')])));
  const flags =
    at('closed') < 0 || rows.every((row) => /^(?:0|1|true|false)$/i.test(textOf(row[at('closed')])));
  return closes && flags && isContinuous(bars) && (isShape?.(rows) ?? true);
}

/** Whether bars open near the last close, rather than close near the last open. */
function isContinuous(bars: readonly { time: string; open: number; close: number }[]): boolean {
  const [first, last] = [bars[0]?.time ?? '', bars.at(-1)?.time ?? ''];
  const ascending = first <= last ? bars : [...bars].reverse();
  let [forward, backward] = [0, 0];
  for (let index = 1; index < ascending.length; index++) {
    const [one, next] = [ascending[index - 1], ascending[index]];
    if (!one || !next) continue;
    forward += Math.abs(next.open - one.close);
    backward += Math.abs(next.close - one.open);
  }
  return forward <= backward;
}

function isTime(text: string): boolean {
  const unix = readUnixTime(text);
  return unix
    ? unix.time >= EARLIEST_OPEN_TIME && unix.time < Date.UTC(2100, 0)
    : readTimeText(text, 'day-first') !== undefined || readTimeText(text, 'month-first') !== undefined;
}

function unknownRows(rows: Rows, width: number): string {
  const sample =
    rows[0]
      ?.slice(0, 4)
      .map((cell) => quoted(cell, 20))
      .join(', ') ?? '';
  if (rows.length === 0) return 'holds a header at most, and no rows';
  if (width <= 4)
    return `has no header and ${width} cells a row (${sample}): prices or trades, no bars; expected time, open, high, low, close, volume`;
  if (width === 5)
    return `has no header and 5 cells a row (${sample} …): a time and prices without a volume, as CoinGecko writes them; expected a volume in a sixth cell`;
  if (isTrades(rows))
    return `has no header, and its rows (${width} cells: ${sample} …) are single trades, no bars; take the klines of the same source`;
  return `has no header, and its rows (${width} cells: ${sample} …) are those of no known source; add a line with the names of the columns`;
}

/** Trades of Binance count upwards, and end with who was the buyer and whether it was the best price. */
const isTrades = (rows: Rows) =>
  rows.every((cells) => /^\d+$/.test(textOf(cells[0])) && /^(?:true|false)$/i.test(textOf(cells.at(-1))));
