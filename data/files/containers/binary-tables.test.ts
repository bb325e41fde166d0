import zlib from 'node:zlib';
import {
  CompressionType,
  compressionRegistry,
  makeVector,
  RecordBatchFileWriter,
  Table,
  TimestampMillisecond,
  vectorFromArray,
} from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import lz4 from 'lz4js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCandleFile } from '../open-candle-file.ts';
import { madeCandles, madeFolder } from '../testing/made-files.ts';

const series = madeCandles({ count: 30_000 });
const expected = series.map(({ t, o, h, l, c, v }) => ({
  openTime: t,
  open: o,
  high: h,
  low: l,
  close: c,
  volume: v,
}));

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

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

  it('that is cut off is refused', async () => {
    const path = await folder.write('cut.feather', feather(null).subarray(0, 20_000));
    await expect(openCandleFile(path)).rejects.toThrow(/cut\.feather: is a damaged Arrow or Feather file/);
  });
});
