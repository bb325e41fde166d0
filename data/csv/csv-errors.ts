/** A file that cannot be read as candles at all: missing, without a header, without a needed column. */
export class CsvFileError extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path}: ${reason}`);
    this.name = 'CsvFileError';
  }
}

/** A row that is refused. `line` counts from 1, as in an editor. */
export class CsvRowError extends Error {
  constructor(
    readonly path: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(`${path}, line ${line}: ${reason}`);
    this.name = 'CsvRowError';
  }
}
