import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { findColumns, NEEDED_COLUMNS } from './csv-columns.ts';
import type { CsvColumns } from './csv-columns.ts';
import { CsvFileError, CsvRowError } from './csv-errors.ts';

/** The cells of one row, with the line of the file they stand on. */
export interface CsvRecord {
  cells: string[];
  columns: CsvColumns;
  line: number;
}

interface ParsedRecord {
  record: string[];
  info: { lines: number };
}

/** Some exports begin with a web address or a notice; a file with more lines above its header is another format. */
const LONGEST_PREAMBLE = 5;

/**
 * Streams the rows below the header. Lines of a single cell above the header are skipped, since some exports begin
 * with a web address. Throws a `CsvFileError` for a file that is missing, empty or without the needed columns, and a
 * `CsvRowError` for broken quoting and for rows shorter than the header.
 */
export async function* csvRecords(path: string): AsyncGenerator<CsvRecord> {
  const file = createReadStream(path);
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  file.on('error', (error) => parser.destroy(error)).pipe(parser);
  let columns: CsvColumns | undefined;
  let width = 0;
  const preamble: string[] = [];
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      if (columns) {
        if (record.length < width) throw new CsvRowError(path, info.lines, shortRow(width, record.length));
        yield { cells: record, columns, line: info.lines };
      } else if (record.length > 1 || preamble.length >= LONGEST_PREAMBLE) {
        columns = readHeader(path, record);
        width = record.length;
      } else preamble.push(record[0] ?? '');
    }
  } catch (error) {
    throw describe(path, error);
  } finally {
    file.destroy();
  }
  if (!columns)
    throw new CsvFileError(path, `has no header; found ${list(preamble)}, needed ${NEEDED_COLUMNS}`);
}

function readHeader(path: string, cells: string[]): CsvColumns {
  const columns = findColumns(cells);
  if (!('missing' in columns)) return columns;
  const { missing } = columns;
  throw new CsvFileError(
    path,
    `has no column ${missing.join(', ')}; found ${list(cells)}, needed ${NEEDED_COLUMNS}`,
  );
}

const list = (cells: string[]) =>
  cells.length === 0 ? 'an empty file' : cells.map((cell) => JSON.stringify(cell.slice(0, 40))).join(', ');

const shortRow = (expected: number, received: number) =>
  `the row should have ${expected} cells, as the header has, but has ${received}`;

/** Turns what streams and the parser throw into errors that name the file and the line. */
function describe(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT') return new CsvFileError(path, 'there is no such file');
  if (error.code === 'EISDIR') return new CsvFileError(path, 'is a folder, not a file');
  if ('lines' in error && typeof error.lines === 'number')
    return new CsvRowError(path, error.lines, error.message);
  return new CsvFileError(path, `cannot be read: ${error.message}`);
}
