import { parse } from 'csv-parse/sync';
import { CandleFileError } from '../candle-file-error.ts';
import type { Row } from '../table.ts';
import type { RecordBlock } from './record-blocks.ts';

/** The rows of a block; empty lines are none. Without quotation marks a line is cut at its delimiters and nothing else. */
export function csvRows(path: string, block: RecordBlock, delimiter: string): Row[] {
  return block.hasQuotes ? quotedRows(path, block, delimiter) : plainRows(block, delimiter);
}

function plainRows({ text, firstLine }: RecordBlock, delimiter: string): Row[] {
  const rows: Row[] = [];
  let line = firstLine;
  for (let start = 0; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const record = text.slice(start, end);
    if (record.trim() !== '') rows.push({ cells: record.split(delimiter), line });
    start = end + 1;
  }
  return rows;
}

function quotedRows(path: string, { text, firstLine }: RecordBlock, delimiter: string): Row[] {
  const rows: Row[] = [];
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      // A space may stand between a delimiter and a quotation mark.
      ltrim: delimiter !== '\t',
      on_record(cells: string[], { lines }) {
        // `lines` is where the record ends; a quoted cell may hold line feeds.
        const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
        rows.push({ cells, line: firstLine + lines - 1 - breaks });
        return null;
      },
    });
    return rows;
  } catch (error) {
    const lines = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    throw new CandleFileError(path, 'a quotation mark stands where none belongs', firstLine + lines - 1);
  }
}
