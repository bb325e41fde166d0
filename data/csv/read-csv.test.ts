import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ohlcv } from '../ohlcv.ts';
import { describeCsv } from './describe-csv.ts';
import { readCsv } from './read-csv.ts';
import type { CsvReport, ReadCsvOptions } from './read-csv.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candles-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function file(...lines: string[]) {
  const path = join(folder, `${(files += 1)}.csv`);
  await writeFile(path, lines.join('\n'));
  return path;
}

async function read(path: string, options?: ReadCsvOptions) {
  const candles: Ohlcv[] = [];
  for await (const candle of readCsv(path, options)) candles.push(candle);
  return candles;
}

const HOUR = 3_600_000;
const START = Date.UTC(2020, 0, 1);
const HEADER = 'date,open,high,low,close,Volume BTC';
const row = (hour: number, rest = '10,12,9,11,5') => `${new Date(START + hour * HOUR).toISOString()},${rest}`;

describe('reading candles from CSV', () => {
  it('understands a web address before the header, mixed unix units, a byte order mark and Windows line ends', async () => {
    const path = await file(
      '\uFEFFhttps://www.example.com\r',
      'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD\r',
      '1577836800,2020-01-01 00:00:00,BTC/USD,7000,7100,6900,7050,2,14100\r',
      '1577840400000,2020-01-01 01:00:00,BTCUSD,7050,7060,7040,7050,3,21150\r',
      '',
    );
    expect(await read(path)).toEqual([
      { openTime: START, open: 7000, high: 7100, low: 6900, close: 7050, volume: 2 },
      { openTime: START + HOUR, open: 7050, high: 7060, low: 7040, close: 7050, volume: 3 },
    ]);
  });

  it('reads hours with AM and PM', async () => {
    const path = await file(HEADER, '2019-10-17 11-AM,1,1,1,1,1', '2019-10-17 12-PM,1,1,1,1,1');
    expect((await read(path)).map(({ openTime }) => new Date(openTime).getUTCHours())).toEqual([11, 12]);
  });

  it('repairs swapped volumes row by row and reports how many', async () => {
    let report: CsvReport | undefined;
    const path = await file(
      'date,open,high,low,close,Volume BTC,Volume USD',
      '2020-01-01 00:00,7000,7100,6900,7050,14100,2',
      '2020-01-01 01:00,7000,7100,6900,7050,3,21150',
    );
    const candles = await read(path, { onReport: (found) => (report = found) });
    expect(candles.map(({ volume }) => volume)).toEqual([2, 3]);
    expect(report).toEqual({ candles: 2, swappedVolumes: 1, repeatedRows: 0 });
  });

  it('drops a row that repeats another and refuses one that contradicts another', async () => {
    expect(await read(await file(HEADER, row(0), row(1), row(1), row(0)))).toHaveLength(2);
    const path = await file(HEADER, row(1), row(0), row(1, '10,12,9,11,6'));
    await expect(read(path)).rejects.toMatchObject({
      name: 'CsvRowError',
      line: 4,
      reason: 'volume of 2020-01-01T01:00:00.000Z should be 5, as on line 2, but is 6',
    });
  });

  it('keeps to a range of time', async () => {
    const path = await file(HEADER, row(3), row(2), row(1), row(0, 'broken,but,outside,the,range'));
    const candles = await read(path, { from: START + HOUR, to: START + 3 * HOUR });
    expect(candles.map(({ openTime }) => (openTime - START) / HOUR)).toEqual([1, 2]);
  });

  it('can be left half-way', async () => {
    const path = await file(HEADER, ...Array.from({ length: 5000 }, (_, hour) => row(hour)));
    for await (const candle of readCsv(path)) {
      expect(candle.openTime).toBe(START);
      break;
    }
  });
});

describe('a row that cannot be true', () => {
  it.each([
    ['10,12,9,11', 'the row should have 6 cells, as the header has, but has 5'],
    ['10,12,9,eleven,5', 'close should be a number, but is "eleven"'],
    ['10,12,9,,5', 'close should be a number, but is empty'],
    ['10,Infinity,9,11,5', 'high should be a number, but is "Infinity"'],
    ['10,10.5,9,11,5', 'high should be at least open 10 and close 11, but is 10.5'],
    ['-10,12,-11,11,5', 'open should be a price above 0 and at most 1000000000000, but is -10'],
  ])('%s is refused with its file, line and reason', async (rest, reason) => {
    const path = await file('https://www.example.com', HEADER, row(0), row(1, rest), row(2));
    await expect(read(path)).rejects.toMatchObject({
      path,
      line: 4,
      reason,
      message: `${path}, line 4: ${reason}`,
    });
  });

  it('is refused off the grid, in the future, without a time, and with another symbol', async () => {
    const error = async (...lines: string[]) =>
      (await read(await file(...lines)).catch((e: Error) => e.message)) as string;
    expect(await error(HEADER, '2020-01-01 00:30,1,1,1,1,1')).toMatch(
      /line 2: openTime should be the start of a full 1h/,
    );
    expect(await error(HEADER, '2999-01-01 00:00,1,1,1,1,1')).toMatch(
      /line 2: openTime should be at or before/,
    );
    expect(await error(HEADER, 'soon,1,1,1,1,1')).toMatch(/line 2: time should be .* but is "soon"/);
    const mixed = [`symbol,${HEADER}`, `BTC/USD,${row(0)}`, `ETH/USD,${row(1)}`];
    expect(await error(...mixed)).toMatch(/line 3: symbol should be "BTC\/USD", as above, but is "ETH\/USD"/);
  });

  it('is refused with broken quotes', async () => {
    const path = await file(HEADER, row(0), '"2020-01-01T01:00:00Z"x,10,12,9,11,5');
    await expect(read(path)).rejects.toMatchObject({ name: 'CsvRowError', line: 3 });
  });

  it('counts empty lines and quoted line breaks as an editor does', async () => {
    const path = await file(HEADER, row(0), '', `${row(1)},"a`, `note"`, row(2, 'x,12,9,11,5'));
    await expect(read(path)).rejects.toMatchObject({ line: 6 });
  });
});

describe('a file that holds no candles', () => {
  it('is refused when it is missing, empty, a folder or without the needed columns', async () => {
    await expect(read(join(folder, 'none.csv'))).rejects.toThrow(/none\.csv: there is no such file/);
    await expect(read(folder)).rejects.toThrow(/is a folder/);
    await expect(read(await file(''))).rejects.toThrow(/has no header; found an empty file, needed a time/);
    await expect(read(await file('date,open,high,low,last', row(0)))).rejects.toThrow(
      /has no column close, volume; found "date", "open", "high", "low", "last", needed/,
    );
  });

  it('with a header alone gives no candle', async () => {
    expect(await read(await file(HEADER))).toEqual([]);
  });
});

describe('the description of a file', () => {
  it('tells its range, its size and its symbol', async () => {
    const path = await file(`symbol,${HEADER}`, `BTC/USD,${row(2)}`, `BTC/USD,${row(0)}`);
    expect(await describeCsv(path)).toEqual({
      candles: 2,
      swappedVolumes: 0,
      repeatedRows: 0,
      firstOpenTime: START,
      lastOpenTime: START + 2 * HOUR,
      symbol: 'BTC/USD',
    });
  });
});

const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const candle = fc
  .tuple(price, price, price, price, fc.double({ min: 0, max: 1e6, noNaN: true }))
  .map(([a, b, c, d, volume]) => {
    const [low = a, open = a, close = a, high = a] = [a, b, c, d].sort((x, y) => x - y);
    return { open, high, low, close, volume };
  });
const series = fc
  .uniqueArray(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 40 })
  .chain((hours) =>
    fc
      .array(candle, { minLength: hours.length, maxLength: hours.length })
      .map((candles): Ohlcv[] =>
        candles.flatMap((values, i) => ({ openTime: START + (hours[i] ?? 0) * HOUR, ...values })),
      ),
  );
const ascending = (candles: Ohlcv[]) => [...candles].sort((a, b) => a.openTime - b.openTime);

describe('any series', () => {
  it('comes back the same, ascending, whatever the order of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(series, fc.boolean(), async (candles, inSeconds) => {
        const lines = candles.map(({ openTime, open, high, low, close, volume }) =>
          [inSeconds ? openTime / 1000 : openTime, open, high, low, close, volume].join(','),
        );
        expect(await read(await file(HEADER, ...lines))).toEqual(ascending(candles));
      }),
      { numRuns: 60 },
    );
  });

  it('has its volumes put right whichever rows are swapped, at prices away from 1', async () => {
    const swaps = fc.infiniteStream(fc.boolean());
    await fc.assert(
      fc.asyncProperty(series, swaps, async (candles, swapped) => {
        const dear = candles.map((c) => {
          const [open, high, low, close] = [c.open, c.high, c.low, c.close].map((p) => p + 10) as [
            number,
            number,
            number,
            number,
          ];
          return { ...c, open, high, low, close };
        });
        const lines = dear.map(({ openTime, open, high, low, close, volume }) => {
          const volumes = [volume, volume * ((high + low) / 2)];
          if (swapped.next().value) volumes.reverse();
          return [openTime, open, high, low, close, ...volumes].join(',');
        });
        expect(await read(await file(`${HEADER},Volume USD`, ...lines))).toEqual(ascending(dear));
      }),
      { numRuns: 60 },
    );
  });
});
