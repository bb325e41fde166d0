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
  const lines = first.value.text.split('\n', SAMPLE_LINES * 3).filter(isContent);
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
    return kept.filter(({ cells }) => cells.length > 1 || !NOTE.test(String(cells[0]).trim()));
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

/** What psql, mysql and Markdown draw around the rows and write below them: `-----+-----`, `|---|---:|`, `(72 rows)`. */
const FRAME = /^(?=.*---)[\s|:+-]+$|^\s*\(\d+ rows?\)\s*$|^\d+ rows? in set\b/;
/** Words below the rows, such as `Downloaded from Barchart.com as of …`; a row that was cut off begins with its time. */
const NOTE = /^[A-Za-z]+(?: [\w.,:/()+-]+){3,}$/;

const isContent = (line: string) => line.trim() !== '' && !FRAME.test(line);

const isFrame = (cells: Row['cells']) => {
  const first = String(cells[0]);
  if (cells.length > 1) return /^[\s:+-]*$/.test(first) && FRAME.test(cells.join('|'));
  return FRAME.test(first);
};

type Block = Parameters<typeof csvRows>[1];
