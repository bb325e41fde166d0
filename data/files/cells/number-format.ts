import { textOf } from '../table.ts';
import type { Cell } from '../table.ts';

/** How a file writes numbers: `23400.5`, `23,400.50`, or `23.400,50`. */
export type NumberFormat = 'plain' | 'comma-thousands' | 'comma-decimal';

const PLAIN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const THOUSANDS = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const DECIMAL_COMMA = /^[-+]?(?:\d+(?:,\d+)?(?:e[-+]?\d+)?|\d{1,3}(?:[.'\u00a0\u202f ]\d{3})+(?:,\d+)?)$/i;
const UNITS: Record<string, number> = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };

/** What stands for no value: `\N` in dumps of PostgreSQL, MySQL and ClickHouse; some writers of R and C put the largest double there. */
const NOTHING = /^(?:|\\n|nan|null|none|nil|n\/a|#n\/a|na|-|--|inf|infinity|1\.7\d*e\+?308)$/i;

export const isNothing = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' ? !Number.isFinite(cell) || cell > 1e300 : NOTHING.test(textOf(cell));

/**
 * Tells the format from cells that should be numbers. `23,400` alone could be either: beside other numbers it is decided
 * by them, and a file of nothing else is undefined, for somebody to settle.
 */
export function findNumberFormat(cells: readonly Cell[]): NumberFormat | undefined {
  const texts = cells
    .map((cell) => core(textOf(cell).replace(/%$/, '')))
    .filter((text) => text.includes(','));
  // Thousands may come with later rows; where points are decimal, a comma is between them.
  if (texts.length === 0) return hasDecimalPoint(cells) ? 'comma-thousands' : 'plain';
  const isThousands = texts.every((text) => THOUSANDS.test(text));
  const isDecimal = texts.every((text) => DECIMAL_COMMA.test(text));
  if (isThousands !== isDecimal) return isThousands ? 'comma-thousands' : 'comma-decimal';
  if (!isThousands) return undefined;
  // Both fit: points elsewhere, or two commas in one number, are thousands.
  const hasPoint = cells.some((cell) => /^\d+\.\d+$/.test(textOf(cell)));
  return hasPoint ? 'comma-thousands' : undefined;
}

const hasDecimalPoint = (cells: readonly Cell[]) =>
  thousandsToo(cells) === undefined && cells.some((cell) => /^\d+\.\d+$/.test(textOf(cell)));

/**
 * A number that would be a thousand times larger in a file whose points are between thousands, where every number of the
 * file could be read so: `23.400`. Undefined where one of them can't.
 */
export function thousandsToo(cells: readonly Cell[]): string | undefined {
  const texts = cells.map(textOf).filter((text) => text.includes('.'));
  return texts.every((text) => /^[1-9]\d{0,2}\.\d{3}$/.test(text)) ? texts[0] : undefined;
}

/** NaN for what is no number in this format. A unit (`12.82K`) and a currency sign are read. */
export function numberOf(cell: Cell | undefined, format: NumberFormat): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return Number.NaN;
  // With a decimal comma `2.000` is two thousand, whatever ECMAScript takes it for.
  if (format !== 'comma-decimal') {
    const value = +cell;
    if (isPlainNumber(cell, value)) return value;
  }
  const trimmed = cell.trim();
  const unit = /\d([kmbt])$/i.exec(trimmed)?.[1];
  const plain = plainOf(core(trimmed), format);
  if (!PLAIN.test(plain)) return Number.NaN;
  // 12.82 times 1000 is not 12820 in binary.
  return unit ? Number((+plain * (UNITS[unit.toLowerCase()] ?? 1)).toPrecision(15)) : +plain;
}

/** The same number as ECMAScript writes it; anything else stays what it is not. */
function plainOf(text: string, format: NumberFormat): string {
  if (format === 'comma-thousands' && THOUSANDS.test(text)) return text.replaceAll(',', '');
  if (format !== 'comma-decimal') return text.replace(/(?<=\d)['\u00a0\u202f ](?=\d{3}(?!\d))/g, '');
  if (DECIMAL_COMMA.test(text)) return text.replace(/[.'\u00a0\u202f ]/g, '').replace(',', '.');
  return text.includes('.') ? '' : text;
}

/**
 * Whether a text that ECMAScript takes for a number is written in digits. What it takes beside them begins or ends with
 * a space, with 0x, 0b or 0o, or is infinite; looking for these is quicker than a pattern for every cell.
 */
function isPlainNumber(text: string, value: number): boolean {
  if (!(value - value === 0)) return false;
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return (
    first > 32 &&
    last > 32 &&
    last < 128 &&
    (first !== 48 || text.length === 1 || text.charCodeAt(1) < 58 || /^0e/i.test(text))
  );
}

const core = (text: string) => text.replace(/^[$€£¥₩]\s?|\s?[$€£¥₩]$/g, '').replace(/(\d)[kmbt]$/i, '$1');
