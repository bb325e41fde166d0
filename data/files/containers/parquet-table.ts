import type { SchemaElement } from 'hyparquet';
import { CandleFileError } from '../candle-file-error.ts';
import type { Row, Table } from '../table.ts';
import { cellOfValue, clockOfValue, dayOfValue, timeOfDayReader, type CellReader } from './binary-cell.ts';

/** Rows a batch; a whole row group of a large file would be hundreds of megabytes as objects. */
const BATCH = 16_384;

/**
 * A Parquet file, read a batch at a time; the library is loaded when the first such file comes.
 *
 * @param source where it lies, if that is not what it is called
 */
export async function openParquetTable(path: string, source = path): Promise<Table> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const reading = async <T>(read: () => Promise<T>): Promise<T> =>
    read().catch((error: unknown) => {
      throw new CandleFileError(path, unreadable(error));
    });
  const file = await asyncBufferFromFile(source);
  const metadata = await reading(() => parquetMetadataAsync(file));
  // Lists and structures have no place in a table of candles, and the library can't read lengths of time.
  const parts = metadata.schema
    .slice(1)
    .filter((part) => !part.num_children && part.converted_type !== 'INTERVAL');
  const names = parts.map(({ name }) => name);
  const readers = readersOf(parts);
  const total = Number(metadata.num_rows);
  async function* rows(): AsyncGenerator<Row[]> {
    for (let rowStart = 0; rowStart < total; rowStart += BATCH) {
      const rowEnd = Math.min(total, rowStart + BATCH);
      const objects = await reading(() =>
        parquetReadObjects({ file, metadata, compressors, columns: names, rowStart, rowEnd }),
      );
      yield objects.map((object, index) => ({
        cells: names.map((name, at) => (readers[at] as CellReader)(object[name])),
        line: rowStart + index + 1,
      }));
    }
  }
  return { path, container: 'Parquet', word: 'row', notices: [], header: names, rows: rows() };
}

function readersOf(parts: SchemaElement[]): CellReader[] {
  const timesOfDay = parts.map(partsOfSecond);
  const hasTimeOfDay = timesOfDay.some((parts) => parts !== undefined);
  return parts.map((part, at) => {
    const timeOfDay = timesOfDay[at];
    if (timeOfDay !== undefined) return timeOfDayReader(timeOfDay);
    if (part.converted_type === 'DATE') return hasTimeOfDay ? dayOfValue : clockOfValue;
    return isOfClock(part) ? clockOfValue : cellOfValue;
  });
}

/** Whether a column holds times that nothing says the zone of; the older types of whole numbers are UTC. */
const isOfClock = ({ type, logical_type: logical }: SchemaElement): boolean =>
  type === 'INT96' || (logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC);

/** In what a column of times of a day counts; nothing for all other columns. */
function partsOfSecond({ converted_type: type, logical_type: logical }: SchemaElement): number | undefined {
  if (type === 'TIME_MILLIS') return 1_000;
  if (type === 'TIME_MICROS') return 1_000_000;
  return logical?.type === 'TIME' ? PARTS_OF_SECOND[logical.unit] : undefined;
}

const PARTS_OF_SECOND = { MILLIS: 1_000, MICROS: 1_000_000, NANOS: 1_000_000_000 };

const unreadable = (error: unknown) =>
  error instanceof Error && /compression/i.test(error.message)
    ? 'is Parquet with a compression that is not supported; write it with snappy, zstd or none'
    : 'is a damaged Parquet file: it can be read neither whole nor in part; was the download cut off?';
