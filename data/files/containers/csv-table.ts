import { CandleFileError } from '../candle-file-error.ts';
import type { Row, Table } from '../table.ts';
import { readLevels } from './column-levels.ts';
import { findDialect, splitLine } from './csv-dialect.ts';
import type { CsvDialect } from './csv-dialect.ts';
import { csvRows } from './csv-rows.ts';
import { recordBlocks } from './record-blocks.ts';
import { withoutSharedPrefix } from './shared-prefix.ts';

/** So many lines show how a file is written. */
const SAMPLE_LINES = 60;

/**
 * A text with delimiters: comma, semicolon, tab or bar, with or without a header, lines above it skipped and kept as
 * notices. Throws a `CandleFileError` for an empty text and for broken quotation marks.
 */
export async function openCsvTable(path: string, texts: AsyncIterable<string>): Promise<Table> {
  const blocks = recordBlocks(path, texts);
  const first = await blocks.next();
  if (first.done) throw new CandleFileError(path, 'the file is empty');
  const lines = first.value.text.split('\n', SAMPLE_LINES * 3).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new CandleFileError(path, 'the file is empty');
  const dialect = findDialect(lines.slice(0, SAMPLE_LINES));
  const { delimiter, notices } = dialect;
  const levels = readLevels(lines, dialect);
  const written = levels?.header ?? headerOf(lines, dialect);
  const { header, market } = withoutSharedPrefix(written ?? []) ?? {
    header: written,
    market: levels?.market,
  };
  let above = levels?.firstRow ?? dialect.firstRow;
  const below = (rows: Row[]) => {
    const kept = above === 0 ? rows : rows.slice(above);
    above = Math.max(0, above - rows.length);
    return kept;
  };
  const rowsOf = (block: Block) => csvRows(path, block, delimiter).filter(({ cells }) => !isFrame(cells));
  async function* rows(): AsyncGenerator<Row[]> {
    yield below(rowsOf((first as IteratorYieldResult<Block>).value));
    for await (const block of blocks) yield below(rowsOf(block));
  }
  return { path, container: 'CSV', word: 'line', notices, header, market, delimiter, rows: rows() };
}

const headerOf = (lines: readonly string[], { header, delimiter }: CsvDialect) =>
  header < 0 ? null : splitLine(lines[header] ?? '', delimiter).map((name) => name.trim());

/** What psql draws below the header and writes below the rows: `-----+-----`, `(72 rows)`. */
const isFrame = (cells: Row['cells']) =>
  cells.length === 1 && /^\s*(?:[-+]{3,}|\(\d+ rows?\))\s*$/.test(String(cells[0]));

type Block = Parameters<typeof csvRows>[1];
