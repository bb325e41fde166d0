import zlib, { gzipSync } from 'node:zlib';
import {
  CompressionType,
  compressionRegistry,
  DateDay,
  Decimal,
  makeData,
  makeVector,
  RecordBatchFileWriter,
  Table,
  tableToIPC,
  TimeMicrosecond,
  TimestampMillisecond,
  vectorFromArray,
} from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import lz4 from 'lz4js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, madeCandles, madeFolder } from '../testing/made-files.ts';
import { zipOf } from '../testing/zip-of.ts';

const series = madeCandles({ count: 30_000 });
const expected = series.map(asRead);

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

const DAY = 86_400_000;
const PRICES = { open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' } as const;

function parquet(dates: (Date | bigint)[], codec: 'SNAPPY' | 'UNCOMPRESSED'): Uint8Array {
  const doubles = Object.entries(PRICES).map(([name, key]) => ({
    name,
    data: series.map((x) => x[key]),
    type: 'DOUBLE' as const,
  }));
  const first =
    dates[0] instanceof Date
      ? { name: 'date', data: dates, type: 'TIMESTAMP' as const }
      : { name: 'date', data: dates, type: 'INT64' as const };
  return new Uint8Array(parquetWriteBuffer({ columnData: [first, ...doubles], codec, rowGroupSize: 7_000 }));
}

/** As DuckDB writes columns of DATE, TIME and INTERVAL. */
function parquetOfDays(unit: 'TIME_MILLIS' | 'TIME_MICROS' | 'NANOS'): Uint8Array {
  const parts = { TIME_MILLIS: 1, TIME_MICROS: 1_000, NANOS: 1_000_000 }[unit];
  const isSmall = unit === 'TIME_MILLIS';
  const times = series.map(({ t }) => (t % DAY) * parts);
  const schema = [
    { name: 'root', num_children: 8 },
    {
      name: 'date',
      type: 'INT32' as const,
      converted_type: 'DATE' as const,
      repetition_type: 'REQUIRED' as const,
    },
    {
      ...{
        name: 'time',
        type: isSmall ? ('INT32' as const) : ('INT64' as const),
        repetition_type: 'REQUIRED' as const,
      },
      ...(unit === 'NANOS'
        ? { logical_type: { type: 'TIME' as const, isAdjustedToUTC: false, unit: 'NANOS' as const } }
        : { converted_type: unit }),
    },
    {
      ...{ name: 'interval', type: 'FIXED_LEN_BYTE_ARRAY' as const, type_length: 12 },
      ...{ converted_type: 'INTERVAL' as const, repetition_type: 'REQUIRED' as const },
    },
    ...Object.keys(PRICES).map((name) => ({
      name,
      type: 'DOUBLE' as const,
      repetition_type: 'REQUIRED' as const,
    })),
  ];
  const columnData = [
    { name: 'date', data: series.map(({ t }) => Math.floor(t / DAY)) },
    { name: 'time', data: isSmall ? times : times.map(BigInt) },
    { name: 'interval', data: series.map(() => new Uint8Array(12)) },
    ...Object.entries(PRICES).map(([name, key]) => ({ name, data: series.map((x) => x[key]) })),
  ];
  return new Uint8Array(parquetWriteBuffer({ schema, columnData }));
}

/** As DuckDB and polars write DECIMAL(38, 8), with days and times of the day in two columns. */
function arrowOfDecimals(): Uint8Array {
  const columns = Object.entries(PRICES).map(([name, key]) => [name, decimals(series.map((x) => x[key]))]);
  const date = vectorFromArray(
    series.map(({ t }) => new Date(t)),
    new DateDay(),
  );
  const microseconds = BigInt64Array.from(series, ({ t }) => BigInt(t % DAY) * 1_000n);
  const time = makeVector(
    makeData({ type: new TimeMicrosecond(), data: microseconds, length: series.length }),
  );
  return tableToIPC(new Table({ date, time, ...Object.fromEntries(columns) }), 'file');
}

function decimals(values: number[]) {
  const parts = new BigInt64Array(2 * values.length);
  for (const [index, value] of values.entries()) parts[2 * index] = BigInt(value.toFixed(8).replace('.', ''));
  return makeVector(
    makeData({ type: new Decimal(8, 38), data: new Uint32Array(parts.buffer), length: values.length }),
  );
}

/** As freqtrade's feather files are: dates, doubles, LZ4. */
function feather(compressionType: CompressionType | null): Uint8Array {
  const columns = Object.entries(PRICES).map(([name, key]) => [
    name,
    makeVector(Float64Array.from(series, (x) => x[key])),
  ]);
  const dates = vectorFromArray(
    series.map(({ t }) => t),
    new TimestampMillisecond(),
  );
  const writer = new RecordBatchFileWriter({ compressionType });
  writer.writeAll(new Table({ date: dates, ...Object.fromEntries(columns) }));
  return writer.finish().toUint8Array(true);
}

describe('Parquet', () => {
  it.each([
    [
      'dates, snappy',
      parquet(
        series.map(({ t }) => new Date(t)),
        'SNAPPY',
      ),
    ],
    [
      'milliseconds, uncompressed',
      parquet(
        series.map(({ t }) => BigInt(t)),
        'UNCOMPRESSED',
      ),
    ],
  ])('is read with %s', async (name, bytes) => {
    const file = await openCandleFile(await folder.write(`BTC_USDT-${name}.parquet`, bytes));
    expect([...file.candles]).toEqual(expected);
    expect(file.summary).toMatchObject({ container: 'Parquet', interval: '1h', symbol: 'BTC/USDT' });
    file.dispose();
  });

  it.each(['TIME_MILLIS', 'TIME_MICROS', 'NANOS'] as const)(
    'is read with days and %s of the day in two columns, beside a length of time',
    async (unit) => {
      const file = await openCandleFile(
        await folder.write(`BTC_USDT-two-columns-${unit}.parquet`, parquetOfDays(unit)),
      );
      expect([...file.candles]).toEqual(expected);
      file.dispose();
    },
  );

  it('is read inside of a zip archive, and of a gzip file', async () => {
    const bytes = parquet(
      series.map(({ t }) => new Date(t)),
      'SNAPPY',
    );
    for (const [name, content] of [
      ['dump.zip', zipOf({ 'BTC_USDT-1h.parquet': bytes })],
      ['BTC_USDT-1h.parquet.gz', gzipSync(bytes)],
    ] as const) {
      const file = await openCandleFile(await folder.write(name, content));
      expect([...file.candles]).toEqual(expected);
      expect(file.summary).toMatchObject({ container: 'Parquet', symbol: 'BTC/USDT' });
      file.dispose();
    }
    const cut = zipOf({ 'BTC_USDT-1h.parquet': bytes.slice(0, 5_000) });
    await expect(openCandleFile(await folder.write('cut.zip', cut))).rejects.toThrow(
      /^BTC_USDT-1h\.parquet: is a damaged Parquet file/,
    );
  });

  it('that is cut off is refused', async () => {
    const path = await folder.write(
      'cut.parquet',
      parquet(
        series.map(({ t }) => new Date(t)),
        'SNAPPY',
      ).subarray(0, 5_000),
    );
    await expect(openCandleFile(path)).rejects.toThrow(/cut\.parquet: is a damaged Parquet file/);
  });
});

describe('Feather', () => {
  /** Node learned it with version 22.15. */
  const { zstdCompressSync } = zlib as { zstdCompressSync?: (data: Uint8Array) => Uint8Array };
  type Writer = [name: string, type: CompressionType | null, encode?: (data: Uint8Array) => Uint8Array];
  const writers: Writer[] = [
    ['no codec', null],
    ['LZ4, which is the default', CompressionType.LZ4_FRAME, (data) => lz4.compress(data)],
  ];
  if (zstdCompressSync)
    writers.push(['zstd', CompressionType.ZSTD, (data) => new Uint8Array(zstdCompressSync(data))]);

  it.each(writers)('is read as pandas and freqtrade write it, with %s', async (_name, type, encode) => {
    if (type !== null) compressionRegistry.set(type, { ...compressionRegistry.get(type), encode });
    const file = await openCandleFile(
      await folder.write(`ETH_USDT-1h-${String(type)}.feather`, feather(type)),
    );
    expect([...file.candles]).toEqual(expected);
    expect(file.summary).toMatchObject({ container: 'Arrow', interval: '1h', symbol: 'ETH/USDT' });
    file.dispose();
  });

  it('is read inside of a zip archive', async () => {
    const archive = zipOf({ 'BTC_USDT-1h.feather': feather(null) });
    const file = await openCandleFile(await folder.write('feather.zip', archive));
    expect([...file.candles]).toEqual(expected);
    expect(file.summary).toMatchObject({ container: 'Arrow', symbol: 'BTC/USDT' });
    file.dispose();
  });

  it('is read with fixed-point numbers, and days and times of the day in two columns', async () => {
    const file = await openCandleFile(await folder.write('BTC_USDT-1h.arrow', arrowOfDecimals()));
    expect([...file.candles]).toEqual(expected);
    file.dispose();
  });

  it('that is cut off is refused', async () => {
    const path = await folder.write('cut.feather', feather(null).subarray(0, 20_000));
    await expect(openCandleFile(path)).rejects.toThrow(/cut\.feather: is a damaged Arrow or Feather file/);
  });
});
