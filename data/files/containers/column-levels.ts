import { BARE_TIMES, countKnownNames, plainName } from '../columns/column-name.ts';
import { splitLine } from './csv-dialect.ts';
import type { CsvDialect } from './csv-dialect.ts';

/** A header of several lines. */
export interface ColumnLevels {
  header: string[];
  /** Index of the first row among the lines. */
  firstRow: number;
  /** The market that all columns are of, where a line says so. */
  market: string | undefined;
}

/** Between the names of the columns and that of the index stands a line for each further level. */
const MOST_LEVELS = 2;

/**
 * pandas writes columns of several levels a line each and then the name of the index alone, as yfinance does: `Price`
 * and the fields, `Ticker` and the markets, `Date`. Undefined for a header of one line.
 */
export function readLevels(lines: readonly string[], dialect: CsvDialect): ColumnLevels | undefined {
  const { delimiter } = dialect;
  const cellsOf = (line: string | undefined) => splitLine(line ?? '', delimiter).map((cell) => cell.trim());
  const below = lines.slice(dialect.header + 1, dialect.header + 2 + MOST_LEVELS).map(cellsOf);
  const at = dialect.header < 0 ? -1 : below.findIndex(isIndexName);
  if (at < 0) return undefined;
  const levels = [dialect.notices.at(-1), lines[dialect.header]].map(cellsOf).concat(below.slice(0, at));
  const [names = [], markets = []] = levels
    .filter(({ length }) => length === below[at]?.length)
    .sort((one, other) => countKnownNames(other) - countKnownNames(one));
  return {
    // The name of the first level is kept: it tells who wrote the file.
    header: [`${names[0]} ${below[at]?.[0]}`.trim(), ...names.slice(1)],
    firstRow: dialect.header + 2 + at,
    market: new Set(markets.slice(1)).size === 1 ? markets[1] : undefined,
  };
}

const isIndexName = ([first = '', ...others]: readonly string[]) =>
  others.length >= 4 &&
  BARE_TIMES.includes(plainName(first)) &&
  others.every((cell) => cell === '') &&
  first !== '';
