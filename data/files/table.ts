/** A value as its container holds it; text for CSV, numbers and text for the others. Times of binary files are ISO text. */
export type Cell = string | number | boolean | null;

export interface Row {
  cells: readonly Cell[];
  /** Counted from 1, as in an editor; of a binary file the number of the row. */
  line: number;
}

/** What every container comes down to: names, if there are any, and rows in batches. */
export interface Table {
  /** The file, with the member of an archive behind it. */
  path: string;
  /** Such as `CSV` or `Parquet`. */
  container: string;
  /** What the number of a row counts. */
  word: 'line' | 'row';
  /** Lines above the header: an address, a note on the zone. */
  notices: readonly string[];
  header: readonly string[] | null;
  /** What is written beside the rows, not in them: the market as an answer of an API names it. */
  market?: string | undefined;
  /** Of text files only. */
  delimiter?: string;
  rows: AsyncIterable<Row[]>;
}

/** The text of a cell; nothing and null are the empty text. */
export const textOf = (cell: Cell | undefined): string =>
  typeof cell === 'string' ? cell.trim() : cell === null || cell === undefined ? '' : String(cell);
