import type { Cell } from '../table.ts';

/** Values of binary files: times become ISO text, whole numbers too large for a double become text. */
export function cellOfValue(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return null;
}
