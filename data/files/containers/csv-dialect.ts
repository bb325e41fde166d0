import { countKnownNames } from '../columns/column-name.ts';

export interface CsvDialect {
  delimiter: string;
  /** Lines above the header or above the first row. */
  notices: string[];
  /** Index of the header among the lines; -1 when the rows begin at once. */
  header: number;
  /** Index of the first row among the lines. */
  firstRow: number;
}

const DELIMITERS = [',', ';', '\t', '|'];

/** A file with more lines above its header is another format. */
const LONGEST_PREAMBLE = 12;

/** How a file is written, told from its first lines (without line ends, without empty ones). */
export function findDialect(lines: readonly string[]): CsvDialect {
  const hint = /^"?sep=(.)"?$/i.exec(lines[0] ?? '')?.[1];
  const first = hint === undefined ? 0 : 1;
  const delimiter = hint ?? findDelimiter(lines);
  const rows = lines.map((line) => splitLine(line, delimiter));
  const width = commonWidth(rows);
  for (let index = first; index < Math.min(rows.length, first + LONGEST_PREAMBLE); index++) {
    const cells = rows[index] ?? [];
    const notices = lines.slice(first, index);
    if (ANNOTATION.test(cells[0] ?? '')) continue;
    if (countKnownNames(cells) >= 3) {
      const firstRow = index + (isTypes(rows[index + 1] ?? []) ? 2 : 1);
      return { delimiter, notices, header: index, firstRow };
    }
    if (isData(cells)) return { delimiter, notices, header: -1, firstRow: index };
    // Names that nobody knows are a header all the same, else a foreign header would be taken for a note.
    if (cells.length === width && width >= 3)
      return { delimiter, notices, header: index, firstRow: index + 1 };
  }
  return {
    delimiter,
    notices: lines.slice(first, first + LONGEST_PREAMBLE),
    header: -1,
    firstRow: lines.length,
  };
}

/** The delimiter that cuts most lines into the same number of cells; of two, the one that makes more cells. */
function findDelimiter(lines: readonly string[]): string {
  const scores = DELIMITERS.map((delimiter) => {
    const rows = lines.map((line) => splitLine(line, delimiter));
    const width = commonWidth(rows);
    const share = rows.filter((row) => row.length === width).length / rows.length;
    return { delimiter, width, score: width < 2 ? 0 : share + width / 1000 };
  });
  return scores.reduce((best, other) => (other.score > best.score ? other : best)).delimiter;
}

function commonWidth(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].reduce((best, other) => (other[1] > best[1] ? other : best), [0, 0])[0];
}

/** InfluxDB writes lines of types and defaults above the header. */
const ANNOTATION = /^#(?:group|datatype|default)$/;

const TYPE = /^(?:(?:Nullable|LowCardinality)\()?(?:U?Int\d+|Float\d+|Decimal|String|Bool|Enum\d+|Date)/;

/** ClickHouse writes the types of the columns below their names. */
export const isTypes = (cells: readonly unknown[]): boolean =>
  cells.length > 1 && cells.every((cell) => TYPE.test(String(cell).trim()));

const NUMBER = /^[-+]?\d[\d.,' ]*(?:e[-+]?\d+)?$/i;
const NOTHING = /^(?:|\\n|nan|null|none|n\/a|-)$/i;

const isData = (cells: readonly string[]) =>
  cells.length >= 2 &&
  cells.filter((cell) => NUMBER.test(cell.trim())).length >= 2 &&
  cells.filter((cell) => NUMBER.test(cell.trim()) || NOTHING.test(cell.trim())).length >= cells.length / 2;

/** Good enough for a sample: a delimiter inside quotation marks does not cut. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const cells = [''];
  let isQuoted = false;
  for (const char of line) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === delimiter && !isQuoted) cells.push('');
    else cells[cells.length - 1] += char;
  }
  return cells;
}
