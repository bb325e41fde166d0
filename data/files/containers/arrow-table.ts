import { open } from 'node:fs/promises';
import type { DataType, Field, Timestamp, TimeUnit, Vector } from 'apache-arrow';
import { CandleFileError } from '../candle-file-error.ts';
import type { Row, Table } from '../table.ts';
import {
  cellOfValue,
  clockOfValue,
  dayOfValue,
  decimalReader,
  timeOfDayReader,
  type CellReader,
} from './binary-cell.ts';

/**
 * An Arrow or Feather (version 2) file, or an Arrow stream that was saved, a record batch at a time; the library is loaded when the first such file comes.
 *
 * @param source where it lies, if that is not what it is called
 */
export async function openArrowTable(path: string, source = path): Promise<Table> {
  const arrow = await import('apache-arrow');
  await registerCodecs(arrow);
  const handle = await open(source);
  const damaged = (error: unknown) => new CandleFileError(path, unreadable(error));
  const reader = await arrow.RecordBatchReader.from(handle)
    .then((opened) => opened.open())
    .catch(async (error: unknown) => {
      await handle.close();
      throw damaged(error);
    });
  const fields = reader.schema.fields as Field<DataType>[];
  const readers = readersOf(arrow, fields);
  async function* rows(): AsyncGenerator<Row[]> {
    let line = 0;
    try {
      for await (const batch of reader) {
        const columns = fields.map((_, index) => batch.getChildAt(index) as Vector);
        const batchRows: Row[] = [];
        for (let index = 0; index < batch.numRows; index++) {
          const cells = columns.map((column, at) => (readers[at] as CellReader)(column.get(index)));
          batchRows.push({ cells, line: ++line });
        }
        yield batchRows;
      }
    } catch (error) {
      throw error instanceof CandleFileError ? error : damaged(error);
    } finally {
      await handle.close();
    }
  }
  const header = fields.map(({ name }) => name);
  return { path, container: 'Arrow', word: 'row', notices: [], header, rows: rows() };
}

function readersOf(
  { DataType: types }: typeof import('apache-arrow'),
  fields: Field<DataType>[],
): CellReader[] {
  const hasTimeOfDay = fields.some(({ type }) => types.isTime(type));
  return fields.map(({ type }) => {
    if (types.isTimestamp(type)) return fromMilliseconds(isOfZone(type) ? cellOfValue : clockOfValue);
    if (types.isDate(type)) return fromMilliseconds(hasTimeOfDay ? dayOfValue : clockOfValue);
    if (types.isTime(type)) return timeOfDayReader(1_000 ** (type.unit as TimeUnit));
    return types.isDecimal(type) ? decimalReader(type.scale) : cellOfValue;
  });
}

const isOfZone = ({ timezone }: Timestamp) => (timezone ?? '') !== '';

/** The library gives milliseconds whatever the unit of the type is. */
const fromMilliseconds =
  (read: CellReader): CellReader =>
  (value) =>
    read(typeof value === 'number' ? new Date(value) : value);

/**
 * freqtrade and pandas write Feather with LZ4, and with zstd where somebody asks for it; the library knows the names of
 * both and has neither.
 */
async function registerCodecs({ CompressionType, compressionRegistry }: typeof import('apache-arrow')) {
  const { default: lz4 } = await import('lz4js');
  const { decompress } = await import('fzstd');
  const decoders = {
    [CompressionType.LZ4_FRAME]: (data: Uint8Array) => lz4.decompress(data),
    // The library makes arrays of 8-byte values on the buffer, which this one would begin in the middle.
    [CompressionType.ZSTD]: (data: Uint8Array) => decompress(data).slice(),
  };
  for (const type of [CompressionType.LZ4_FRAME, CompressionType.ZSTD] as const) {
    const known = compressionRegistry.get(type);
    if (!known?.decode) compressionRegistry.set(type, { ...known, decode: decoders[type] });
  }
}

const unreadable = (error: unknown) =>
  error instanceof Error && /codec|compress/i.test(error.message)
    ? 'is Arrow with a compression that is not supported; write it with lz4, zstd or uncompressed'
    : 'is a damaged Arrow or Feather file; was the download cut off?';
