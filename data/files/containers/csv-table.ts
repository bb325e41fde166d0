import { CandleFileError } from '../candle-file-error.ts';
import type { Row, Table } from '../table.ts';
import { findDialect, splitLine } from './csv-dialect.ts';
import { csvRows } from './csv-rows.ts';
import { recordBlocks } from './record-blocks.ts';

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
  const header =
    dialect.header < 0 ? null : splitLine(lines[dialect.header] ?? '', delimiter).map((name) => name.trim());
  let above = dialect.firstRow;
  const below = (rows: Row[]) => {
    const kept = above === 0 ? rows : rows.slice(above);
    above = Math.max(0, above - rows.length);
    return kept;
  };
  async function* rows(): AsyncGenerator<Row[]> {
    yield below(csvRows(path, (first as IteratorYieldResult<Block>).value, delimiter));
    for await (const block of blocks) yield below(csvRows(path, block, delimiter));
  }
  return { path, container: 'CSV', word: 'line', notices, header, delimiter, rows: rows() };
}

type Block = Parameters<typeof csvRows>[1];
