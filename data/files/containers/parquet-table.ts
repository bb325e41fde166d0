import { CandleFileError } from '../candle-file-error.ts';
import type { Cell, Row, Table } from '../table.ts';
import { cellOfValue } from './binary-cell.ts';

/** Rows a batch; a whole row group of a large file would be hundreds of megabytes as objects. */
const BATCH = 16_384;

/** A Parquet file, read a batch at a time; the library is loaded when the first such file comes. */
export async function openParquetTable(path: string): Promise<Table> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const reading = async <T>(read: () => Promise<T>): Promise<T> =>
    read().catch((error: unknown) => {
      throw new CandleFileError(path, unreadable(error));
    });
  const file = await asyncBufferFromFile(path);
  const metadata = await reading(() => parquetMetadataAsync(file));
  // Lists and structures have no place in a table of candles.
  const names = metadata.schema.slice(1).flatMap((part) => (part.num_children ? [] : [part.name]));
  const total = Number(metadata.num_rows);
  async function* rows(): AsyncGenerator<Row[]> {
    for (let rowStart = 0; rowStart < total; rowStart += BATCH) {
      const rowEnd = Math.min(total, rowStart + BATCH);
      const objects = await reading(() =>
        parquetReadObjects({ file, metadata, compressors, columns: names, rowStart, rowEnd }),
      );
      yield objects.map((object, index) => ({
        cells: names.map((name): Cell => cellOfValue(object[name])),
        line: rowStart + index + 1,
      }));
    }
  }
  return { path, container: 'Parquet', word: 'row', notices: [], header: names, rows: rows() };
}

const unreadable = (error: unknown) =>
  error instanceof Error && /compression/i.test(error.message)
    ? 'is Parquet with a compression that is not supported; write it with snappy, zstd or none'
    : 'is a damaged Parquet file: it can be read neither whole nor in part; was the download cut off?';
