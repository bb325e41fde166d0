import type { Cell } from '../table.ts';

/** What a column's values become. */
export type CellReader = (value: unknown) => Cell;

/** Values of binary files: times become ISO text, whole numbers too large for a double become text. */
export function cellOfValue(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return null;
}

/** Times of a clock on a wall, of which the file doesn't say where: ISO text without a zone. */
export function clockOfValue(value: unknown): Cell {
  const cell = cellOfValue(value);
  return value instanceof Date && typeof cell === 'string' ? cell.slice(0, -'Z'.length) : cell;
}

/** Days as text without a time, for tables that have the time in a column of its own. */
export function dayOfValue(value: unknown): Cell {
  const cell = cellOfValue(value);
  return typeof cell === 'string' ? cell.slice(0, 'yyyy-mm-dd'.length) : cell;
}

/** Times of a day, which are counted in parts of a second from midnight. */
export const timeOfDayReader =
  (partsOfSecond: number): CellReader =>
  (value) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return null;
    const time = new Date(Math.floor((Number(value) / partsOfSecond) * 1_000));
    return Number.isNaN(time.getTime()) ? null : time.toISOString().slice('yyyy-mm-ddT'.length, -'Z'.length);
  };

/** Fixed-point numbers, which are whole ones and where their point stands. */
export const decimalReader =
  (scale: number): CellReader =>
  (value) =>
    value === null || value === undefined ? null : Number(`${String(value as bigint)}e${-scale}`);
