import {
  makeVector,
  Table,
  tableFromIPC,
  tableToIPC,
  Timestamp,
  TimestampMillisecond,
  TimeUnit,
  vectorFromArray,
} from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from '../file-options.ts';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, HOUR, madeCandles, madeFolder } from '../testing/made-files.ts';

const PRICES = { open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' } as const;
/** Begins half a day before clocks are put back in Europe. */
const series = madeCandles({ from: '2023-10-28T12:00:00Z', count: 48 });
/** What a clock in Berlin showed. */
const clock = series.map(({ t }) => t + (t < Date.parse('2023-10-29T01:00:00Z') ? 2 : 1) * HOUR);

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

function parquet(times: readonly number[], isUtc: boolean): Uint8Array {
  const date = {
    ...{ name: 'date', type: 'INT64' as const, repetition_type: 'REQUIRED' as const },
    logical_type: { type: 'TIMESTAMP' as const, isAdjustedToUTC: isUtc, unit: 'MICROS' as const },
  };
  const prices = Object.keys(PRICES).map((name) => ({
    ...{ name, type: 'DOUBLE' as const, repetition_type: 'REQUIRED' as const },
  }));
  const columnData = [
    { name: 'date', data: times.map((at) => new Date(at)) },
    ...Object.entries(PRICES).map(([name, key]) => ({ name, data: series.map((x) => x[key]) })),
  ];
  return new Uint8Array(
    parquetWriteBuffer({ schema: [{ name: 'root', num_children: 6 }, date, ...prices], columnData }),
  );
}

function arrow(times: readonly number[], isUtc: boolean): Uint8Array {
  const columns = Object.entries(PRICES).map(([name, key]) => [
    name,
    makeVector(Float64Array.from(series, (x) => x[key])),
  ]);
  const type = isUtc ? new Timestamp(TimeUnit.MILLISECOND, 'UTC') : new TimestampMillisecond();
  const date = vectorFromArray([...times], type);
  return tableToIPC(new Table({ date, ...Object.fromEntries(columns) }), 'file');
}

it('an Arrow stream that was saved is read as a file is', async () => {
  const file = arrow(
    series.map(({ t }) => t),
    true,
  );
  const stream = tableToIPC(tableFromIPC(file), 'stream');
  const opened = await openCandleFile(await folder.write('stream.arrow', stream));
  expect([...opened.candles]).toEqual(series.map(asRead));
  opened.dispose();
});

describe.each([
  ['Parquet', parquet],
  ['Arrow', arrow],
])('times in %s', (name, write) => {
  const read = async (bytes: Uint8Array, options: FileOptions = {}) => {
    const file = await openCandleFile(await folder.write(`${name}.bin`, bytes), options);
    const candles = [...file.candles];
    file.dispose();
    return { candles, assumed: file.summary.assumed };
  };
  const UTC = 'times are UTC, as none says otherwise';

  it('whose type has a zone are of no other', async () => {
    const bytes = write(
      series.map(({ t }) => t),
      true,
    );
    for (const options of [{}, { zone: 'Europe/Berlin' }]) {
      const { candles, assumed } = await read(bytes, options);
      expect(candles).toEqual(series.map(asRead));
      expect(assumed).not.toContain(UTC);
    }
  });

  it('whose type has none are UTC, which is said', async () => {
    const { candles, assumed } = await read(
      write(
        series.map(({ t }) => t),
        false,
      ),
    );
    expect(candles).toEqual(series.map(asRead));
    expect(assumed).toContain(UTC);
  });

  it('whose type has none are those of the zone that is told, and a night of two clocks shows', async () => {
    const bytes = write(clock, false);
    expect((await read(bytes, { zone: 'Europe/Berlin' })).candles).toEqual(series.map(asRead));
    await expect(read(bytes)).rejects.toThrow(/comes twice, on the night when clocks are put back in Europe/);
  });
});
