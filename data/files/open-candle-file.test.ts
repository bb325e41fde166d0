import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from './file-options.ts';
import { openCandleFile } from './open-candle-file.ts';
import {
  asRead,
  bar,
  DAY,
  HOUR,
  madeCandles,
  madeFolder,
  MINUTE,
  plainTime,
  table,
} from './testing/made-files.ts';
import type { MadeCandle } from './testing/made-files.ts';

let folder: Awaited<ReturnType<typeof madeFolder>>;
let files = 0;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

const place = (name: string) => `${(files += 1)}/${name}`;

async function read(content: string | Uint8Array, options: FileOptions = {}, name = 'candles.csv') {
  const opened = await openCandleFile(await folder.write(place(name), content), options);
  const candles = [...opened.candles];
  opened.dispose();
  return { ...opened.summary, candles };
}

async function refusal(content: string, options: FileOptions = {}, name = 'candles.csv'): Promise<string> {
  const { message } = await read(content, options, name).then(
    ({ interval, count }) => new Error(`read as ${count} candles of ${interval}`),
    (error: Error) => error,
  );
  expect(message.length).toBeLessThanOrEqual(300);
  expect(message).toContain(name.split('.')[0]);
  return message;
}

const HEADER = 'time,open,high,low,close,volume';
const rows = (series: readonly MadeCandle[]) => series.map((x) => [x.t, ...bar(x)]);

describe('the interval of a file', () => {
  it.each([
    [MINUTE, '1m'],
    [5 * MINUTE, '5m'],
    [15 * MINUTE, '15m'],
    [30 * MINUTE, '30m'],
    [HOUR, '1h'],
    [2 * HOUR, '2h'],
    [4 * HOUR, '4h'],
    [12 * HOUR, '12h'],
    [DAY, '1d'],
  ])('of %d ms is found, rising or falling', async (step, interval) => {
    const series = madeCandles({ step, count: 30 });
    for (const given of [series, series.toReversed()]) {
      const found = await read(table(HEADER, rows(given)));
      expect(found).toMatchObject({ interval, count: 30, gaps: { count: 0 } });
      expect(found.candles).toEqual(series.map(asRead));
    }
  });

  it.each([
    ['2023-03-02', 7 * DAY, '1w'],
    ['2023-03-06', 7 * DAY, '1w'],
    ['2023-03-01', 3 * DAY, '3d'],
    ['2023-03-02', 3 * DAY, '3d'],
  ])(
    'that begins on %s has the grid of its data, for days and weeks are counted differently',
    async (day, step, interval) => {
      const series = madeCandles({ from: `${day}T00:00:00Z`, step, count: 30 });
      const found = await read(table(HEADER, rows(series)));
      expect(found).toMatchObject({ interval, count: 30, gaps: { count: 0 } });
      expect(found.candles).toEqual(series.map(asRead));
    },
  );

  it('is that of a thin market whose bars are mostly missing', async () => {
    const series = madeCandles({ count: 900 }).filter((_, i) =>
      i < 120 ? i % 23 === 0 : i % 7 !== 3 && i % 5 !== 2,
    );
    expect(await read(table(HEADER, rows(series)))).toMatchObject({ interval: '1h', count: series.length });
  });

  it('must be the one that is told, or a part of it', async () => {
    const text = table(HEADER, rows(madeCandles()));
    expect(await refusal(text, { interval: '5m' })).toMatch(/holds bars of 1h, not of "5m" as told/);
    expect(await read(text, { interval: '1h' })).toMatchObject({ count: 60 });
    await expect(read(text, { interval: '7m' })).rejects.toThrow(/--interval: expected one of 1m/);
  }, 30_000);

  it.each([
    [
      'days before hours',
      [madeCandles({ step: DAY, count: 12 }), madeCandles({ from: '2023-03-13T00:00:00Z' })],
    ],
    [
      'hours before days',
      [madeCandles(), madeCandles({ from: '2023-03-04T00:00:00Z', step: DAY, count: 9 })],
    ],
    [
      'hours before minutes',
      [madeCandles(), madeCandles({ from: '2023-03-03T12:00:00Z', step: MINUTE, count: 90 })],
    ],
    [
      'hours inside of quarters',
      [
        madeCandles({ step: 15 * MINUTE, count: 99 }),
        madeCandles({ from: '2023-03-03T00:00:00Z', count: 20 }),
      ],
    ],
  ])('has to be one: %s', async (_, [one = [], other = []]) => {
    expect(await refusal(table(HEADER, rows([...one, ...other])))).toMatch(
      /line \d+: .*expected one interval throughout/,
    );
  });

  it.each([
    ['days from 08:00', '2023-03-01T08:00:00Z', DAY, /days begin at 08:00 UTC/],
    ['hours from half past', '2023-03-01T00:30:00Z', HOUR, /a bar of 1h begins at 00:30 UTC/],
    ['four hours from two', '2023-03-01T02:00:00Z', 4 * HOUR, /begins at 02:00 UTC/],
    ['months', '2023-03-01T00:00:00Z', 30 * DAY, /monthly bars/],
    ['seven minutes', '2023-03-01T00:00:00Z', 7 * MINUTE, /steps by 7 min/],
    ['ten minutes', '2023-03-01T00:00:00Z', 10 * MINUTE, /holds bars of 10m; .*--interval 30m/],
  ])('is refused off the grid or unknown: %s', async (_, from, step, message) => {
    expect(await refusal(table(HEADER, rows(madeCandles({ from, step, count: 20 }))))).toMatch(message);
  });

  it('is refused where hardly a step comes twice, as in bars of ticks or of a range of prices', async () => {
    const ticks = rows(madeCandles({ count: 300 })).map(([t = 0, ...cells], at) => [
      t + at * at * 7_000,
      ...cells,
    ]);
    expect(await refusal(table(HEADER, ticks))).toMatch(/from row to row, which is no length of a bar/);
  });

  it('of a single candle is asked for', async () => {
    const text = table(HEADER, rows(madeCandles({ count: 1 })));
    expect(await refusal(text)).toMatch(/--interval/);
    expect(await read(text, { interval: '5m' })).toMatchObject({ interval: '5m', count: 1 });
  });

  it('that a column names has to be that of the rows', async () => {
    const text = (label: string) =>
      table(
        `${HEADER},interval`,
        rows(madeCandles()).map((row) => [...row, label]),
      );
    expect(await refusal(text('4h'))).toMatch(/says "4h", but the rows step by 1h/);
    for (const label of ['1h', 'H1', '60m', '60', '3600', '1hour'])
      expect(await read(text(label))).toMatchObject({ interval: '1h' });
  });
});

describe('a coarser interval', () => {
  it('is put together from complete candles only', async () => {
    const series = madeCandles({ step: 15 * MINUTE, from: '2023-03-01T00:30:00Z', count: 40 }).filter(
      (_, i) => i !== 17,
    );
    const found = await read(table(HEADER, rows(series)), { interval: '1h' });
    expect(found).toMatchObject({ interval: '1h', aggregated: { from: '15m', incomplete: 3 } });
    const four = series.slice(2, 6);
    expect(found.candles[0]).toEqual({
      openTime: Date.parse('2023-03-01T01:00:00Z'),
      open: four[0]?.o,
      high: Math.max(...four.map(({ h }) => h)),
      low: Math.min(...four.map(({ l }) => l)),
      close: four[3]?.c,
      volume: four.reduce((sum, { v }) => sum + v, 0),
    });
  });
});

describe('the end of a bar', () => {
  const series = madeCandles();
  it.each([
    ['close_time', (t: number) => t + HOUR - 1],
    ['Close time', (t: number) => t + HOUR],
    ['date', (t: number) => plainTime(t + HOUR - 1000)],
    ['timestamp', (t: number) => `${t + HOUR - 1}999`],
    ['time_period_end', (t: number) => new Date(t + HOUR).toISOString()],
  ])('in "%s" is moved to its start', async (name, stamp) => {
    const text = table(
      `${name},open,high,low,close,volume`,
      series.map((x) => [stamp(x.t), ...bar(x)]),
    );
    const found = await read(text);
    expect(found.candles).toEqual(series.map(asRead));
    expect(found.assumed).toContain('times close their bars and were moved back by 1h');
  });

  it.each(['open_time,close_time', 'close_time,open_time', 'timestamp,interval_begin', 'end,time'])(
    'beside the start counts for nothing: %s',
    async (names) => {
      const text = table(
        `${names},open,high,low,close,volume`,
        series.map((x) => {
          const times = /^(?:close|timestamp|end)/.test(names) ? [x.t + HOUR, x.t] : [x.t, x.t + HOUR - 1];
          return [...times, ...bar(x)];
        }),
      );
      expect((await read(text)).candles).toEqual(series.map(asRead));
    },
  );

  it('is what somebody says it is', async () => {
    const text = table(
      HEADER,
      series.map((x) => [x.t + HOUR, ...bar(x)]),
    );
    expect((await read(text, { timeIs: 'close' })).candles).toEqual(series.map(asRead));
  });

  it('that is not one interval behind the start is refused', async () => {
    const text = table(
      'open_time,close_time,open,high,low,close,volume',
      series.map((x) => [x.t, x.t + 4 * HOUR, ...bar(x)]),
    );
    expect(await refusal(text)).toMatch(/step by 1h, but their bars last 4h/);
  });
});

describe('the volume', () => {
  const series = madeCandles();
  const both = (names: string, order: (x: MadeCandle) => unknown[], given = series) =>
    table(
      `time,open,high,low,close,${names}`,
      given.map((x) => [x.t, x.o, x.h, x.l, x.c, ...order(x)]),
    );

  it.each([
    ['Volume,Quote asset volume', (x: MadeCandle) => [x.v, x.q]],
    ['volume,quoteVolume', (x: MadeCandle) => [x.q, x.v]],
    ['Volume USD,Volume BTC', (x: MadeCandle) => [x.q, x.v]],
    ['volume,amount', (x: MadeCandle) => [x.q, x.v]],
    ['amount,vol', (x: MadeCandle) => [x.v, x.q]],
    ['volume,turnover', (x: MadeCandle) => [x.v, x.q]],
    ['vol,volCcy,volCcyQuote', (x: MadeCandle) => [Math.round(x.v * 100), x.v, x.q]],
    ['volume,base_volume', (x: MadeCandle) => [x.v, x.q]],
  ])('in coins is proven by the price: %s', async (names, order) => {
    const found = await read(both(names, order));
    expect(found.candles).toEqual(series.map(asRead));
    expect(found.volume.how).toMatch(/^proven by/);
    expect(found.repaired).toEqual([]);
  });

  it('of columns that change places is put right row by row, and counted', async () => {
    const text = both('Volume BTC,Volume USD', (x) => (x.k % 3 === 0 ? [x.q, x.v] : [x.v, x.q]));
    const found = await read(text);
    expect(found.candles).toEqual(series.map(asRead));
    expect(found.repaired).toEqual([{ what: expect.stringMatching(/two volumes/) as string, rows: 20 }]);
  });

  it('is never taken from an average, at whatever price', async () => {
    const cheap = madeCandles({ price: 0.7, volume: 90_000 });
    for (const name of [
      'Volume MA',
      'volume_sma_20',
      'Volume avg',
      'volume_24h',
      'volume_change',
      'volume_obv',
    ]) {
      const text = both(`volume,${name}`, (x) => [x.v, x.v * (x.k % 2 ? 0.7 : 1.4)], cheap);
      expect((await read(text)).candles).toEqual(cheap.map(asRead));
    }
  });

  it('whose two columns contradict the price is asked for', async () => {
    const text = both('volume,quote_volume', (x) => [x.v, x.q * 24]);
    expect(await refusal(text)).toMatch(/--volume-is base/);
    expect((await read(text, { volumeIs: 'base' })).candles).toEqual(series.map(asRead));
  });

  it('in the quote currency alone is divided by the price only if that is told', async () => {
    for (const name of ['Volume USD', 'Volume TUSD', 'quote_volume', 'turnover']) {
      const text = both(name, (x) => [x.q]);
      expect(await refusal(text)).toMatch(/--volume-is quote/);
      const [first] = (await read(text, { volumeIs: 'quote' })).candles;
      expect(first?.volume).toBeCloseTo(series[0]?.v ?? 0, -1);
    }
  });

  it('of the last day, or none, is refused', async () => {
    for (const name of ['volume_24h', 'Volume 24h', 'total_volume', 'trades', 'taker_buy_volume'])
      expect(await refusal(both(name, (x) => [x.q]))).toMatch(/no volume of the bar/);
  });

  it.each([
    ['Volume (k)', 1e3],
    ['volume_mln', 1e6],
    ['Vol (thousands)', 1e3],
  ])('in units is counted out: %s', async (name, unit) => {
    const large = madeCandles({ price: 0.02, volume: 5e7 });
    const text = both(name, (x) => [x.v / unit], large);
    expect((await read(text)).candles.map(({ volume }) => volume)).toEqual(large.map(({ v }) => v));
  });

  it('that a name tells by its currency is told by the market', async () => {
    const found = await read(
      table(
        'time,symbol,open,high,low,close,Volume ETH,Volume BTC',
        series.map((x) => [x.t, 'ETHBTC', x.o, x.h, x.l, x.c, x.v, x.q]),
      ),
    );
    expect(found).toMatchObject({ symbol: 'ETH/BTC', volume: { column: 'Volume ETH' } });
  });
});

describe('several in one file', () => {
  const one = madeCandles({ price: 20_000 });
  const other = madeCandles({ price: 1_500, seed: 2 });
  const mixed = (column: string, a: string, b: string, isTurns = true) => {
    const each = (name: string, series: MadeCandle[]) => series.map((x) => [name, x.t, ...bar(x)]);
    const both = [...each(a, one), ...each(b, other)];
    return table(`${column},${HEADER}`, isTurns ? both.sort((x, y) => Number(x[1]) - Number(y[1])) : both);
  };

  it.each([
    ['symbol', 'BTCUSDT', 'ETHUSDT'],
    ['ticker', 'BTC-USD', 'ETH-USD'],
    ['coin', 'bitcoin', 'ethereum'],
    ['asset', 'BTC', 'ETH'],
    ['asset_id', '1', '6'],
    ['exchange', 'kraken', 'bitstamp'],
    ['timeframe', '1h', '4h'],
  ])('are refused by the column "%s", whatever the order', async (column, a, b) => {
    for (const isTurns of [true, false]) {
      const message = await refusal(mixed(column, a, b, isTurns));
      expect(message).toContain(`"${a}" and "${b}"`);
    }
  });

  it('leave one to be picked', async () => {
    const found = await read(mixed('symbol', 'BTCUSDT', 'ETHUSDT'), { symbol: 'ETH/USDT' });
    expect(found.candles).toEqual(other.map(asRead));
    expect(found.leftOut).toEqual([{ reason: 'of other markets', rows: 60 }]);
    expect(await refusal(mixed('symbol', 'BTCUSDT', 'ETHUSDT'), { symbol: 'LTC/USDT' })).toMatch(
      /holds "BTCUSDT" and "ETHUSDT", not "LTC\/USDT"/,
    );
  });

  it('side by side under one name are refused', async () => {
    const text = table(
      'time,open,high,low,close,volume,close',
      one.map((x) => [x.t, ...bar(x), 5]),
    );
    expect(await refusal(text)).toMatch(/"close" twice/);
  });

  it('in two spellings are one', async () => {
    const text = table(
      `symbol,${HEADER}`,
      one.map((x, i) => [i % 2 ? 'BTC/USD' : 'btcusd', x.t, ...bar(x)]),
    );
    expect(await read(text)).toMatchObject({ symbol: 'BTC/USD', count: 60 });
  });

  it("give the file's own symbol, and refuse another that is told", async () => {
    const text = table(
      `symbol,${HEADER}`,
      one.map((x) => ['X:ETH-USD', x.t, ...bar(x)]),
    );
    expect(await read(text)).toMatchObject({ symbol: 'ETH/USD' });
    expect(await refusal(text, { symbol: 'BTC/USD' })).toMatch(/not "BTC\/USD" as told/);
  });

  it.each([
    ['BINANCE_BTCUSDT.P, 60.csv', 'BTC-USDT-P'],
    ['BTC-USDT-SWAP-candles.csv', 'BTC-USDT-SWAP'],
    ['BTC_USDT_USDT-1h-futures.csv', 'BTC-USDT-USDT'],
    ['BTC_USDT-1h.csv', 'BTC/USDT'],
    ['BTCUSDT-1h-2023-03.csv', 'BTC/USDT'],
  ])('are told apart by names, also a contract from the spot market: %s', async (name, symbol) => {
    expect(await read(table(HEADER, rows(one)), {}, name)).toMatchObject({ symbol });
  });

  it('over files are refused, by columns and by names', async () => {
    const path = `${(files += 1)}`;
    await folder.write(`${path}/kraken-BTCUSD-1h.csv`, table(HEADER, rows(one)));
    await folder.write(
      `${path}/kraken-ETHUSD-1h.csv`,
      table(HEADER, rows(madeCandles({ from: '2024-01-01T00:00:00Z' }))),
    );
    await expect(openCandleFile(`${folder.path}/${path}`)).rejects.toThrow(
      /is ETH\/USD, the files before it BTC\/USD/,
    );
  });
});

describe('a bar that is still running', () => {
  const now = Date.parse('2024-05-01T12:20:00Z');
  const series = madeCandles({ from: '2024-05-01T00:00:00Z', count: 13 });

  it('is left out by the clock, wherever it stands', async () => {
    for (const given of [series, series.toReversed()]) {
      const found = await read(table(HEADER, rows(given)), { now });
      expect(found.candles).toEqual(series.slice(0, 12).map(asRead));
      expect(found.leftOut).toEqual([{ reason: 'still running now', rows: 1 }]);
    }
  });

  it.each([
    ['confirm', '1', '0'],
    ['is_closed', 'true', 'false'],
    ['closed', 'True', 'False'],
    ['complete', 'yes', 'no'],
  ])('is left out as "%s" says', async (name, yes, no) => {
    const text = table(
      `${HEADER},${name}`,
      rows(series).map((row, i) => [...row, i === 12 ? no : yes]),
    );
    expect(await read(text)).toMatchObject({ count: 12, leftOut: [{ rows: 1 }] });
  });

  it('is not one of several that are still to come', async () => {
    expect(
      await refusal(table(HEADER, rows(madeCandles({ from: '2024-05-01T00:00:00Z', count: 20 }))), { now }),
    ).toMatch(/still to come.*--zone/);
  });
});

describe('rows', () => {
  const series = madeCandles({ count: 20 });
  const changed = (index: number, row: readonly unknown[]) =>
    table(
      HEADER,
      rows(series).map((own, i) => (i === index ? row : own)),
    );

  it.each([
    ['a cell too many', [1, 2, 3, 4, 5, 6, 7], /line 12: the row should have 6 cells.* but has 7/],
    ['a cell too few', [1, 2, 3], /line 12: .* but has 3; is the file cut off/],
    [
      'text for a price',
      [series[10]?.t, 'ten', 3, 1, 2, 6],
      /line 12: open should be a price above 0, but is "ten"/,
    ],
    ['no price', [series[10]?.t, '', 3, 1, 2, 6], /line 12: open .* is empty/],
    ['a price below 0', [series[10]?.t, -5, 3, 1, 2, 6], /line 12: open .* is -5/],
    [
      'a high below its close',
      [series[10]?.t, 10, 12, 9, 13, 6],
      /line 12: high should be at least open 10 and close 13/,
    ],
    [
      'a volume below 0',
      [series[10]?.t, 10, 12, 9, 11, -6],
      /line 12: "volume" should be a volume from 0, but is "-6"/,
    ],
    [
      'prices and no volume',
      [series[10]?.t, 10, 12, 9, 11, ''],
      /line 12: "volume" should be a volume from 0, but is empty; leave the row out where nobody knows it$/,
    ],
    ['no time', ['soon', 10, 12, 9, 11, 6], /"soon"/],
  ])('with %s are refused with their line', async (_, row, message) => {
    expect(await refusal(changed(10, row))).toMatch(message);
  });

  it.each(['NaN', 'null', '', '1.7e+308', 'None', '0'])(
    'without prices (%j) are left out and counted',
    async (nothing) => {
      const found = await read(changed(10, [series[10]?.t, nothing, nothing, nothing, nothing, nothing]));
      expect(found).toMatchObject({ count: 19, gaps: { count: 1, candles: 1 }, leftOut: [{ rows: 1 }] });
    },
  );

  it('that repeat another are left out; those that contradict one are refused', async () => {
    const own = rows(series);
    expect(await read(table(HEADER, [...own, ...own.slice(4, 9)]))).toMatchObject({
      count: 20,
      leftOut: [{ rows: 5 }],
    });
    const other = [own[4]?.[0], 1, 1, 1, 1, 1];
    expect(await refusal(table(HEADER, [...own, other]))).toMatch(
      /line 22: open at .* is 1 here and .* on line 6/,
    );
  });

  it('of joined files may bring their header again', async () => {
    const half = (from: number) => table(HEADER, rows(series.slice(from, from + 10)));
    expect(await read(half(0) + half(10))).toMatchObject({
      count: 20,
      leftOut: [{ reason: 'the header again', rows: 1 }],
    });
  });

  it('whose open is the close before them are moved into their bar, and counted', async () => {
    const own = series.map((x, i) =>
      i === 7
        ? {
            ...x,
            o: series[6]?.c ?? 0,
            h: (series[6]?.c ?? 0) * 0.999,
            l: (series[6]?.c ?? 0) * 0.99,
            c: (series[6]?.c ?? 0) * 0.995,
          }
        : x,
    );
    const found = await read(table(HEADER, rows(own)));
    expect(found.repaired).toMatchObject([{ rows: 1 }]);
    expect(found.candles[7]?.open).toBe(own[7]?.h);
  });
});

describe('a file', () => {
  it('that is no table of candles is refused with what it is', async () => {
    expect(await refusal('')).toMatch(/is empty/);
    expect(await refusal(`${HEADER}\n`)).toMatch(/a header and no rows/);
    expect(await refusal('date,price,market_cap\n2023-01-01,5,6\n2023-01-02,5,6\n')).toMatch(
      /holds no candles/,
    );
    expect(await refusal('1362096000,34,1.3\n1362096061,34,1.3\n')).toMatch(/prices or trades, no bars/);
    expect(await refusal('<!DOCTYPE html><title>404</title>')).toMatch(/is a web page/);
    expect(await refusal('%PDF-1.4 ...')).toMatch(/PDF/);
  });

  it('that does not exist, or a folder and a glob without tables, is refused', async () => {
    await expect(openCandleFile(`${folder.path}/none.csv`)).rejects.toThrow(
      'none.csv: there is no such file',
    );
    await expect(openCandleFile(`${folder.path}/none-*.csv`)).rejects.toThrow(/no file matches/);
    await folder.write('bare/readme.md', '#');
    await expect(openCandleFile(`${folder.path}/bare`)).rejects.toThrow(/holds no table/);
  });

  it('that the dashboard exported is read back to the same candles', async () => {
    const series = madeCandles();
    const header =
      'open_time,open,high,low,close,volume,forecast_high,forecast_low,lower_limit,upper_limit,anomaly_score,threshold,' +
      'is_anomaly,kinds,return_period_hours,reason,verdict,verdict_note';
    const rest = (x: MadeCandle) => [
      x.h,
      x.l,
      x.l,
      x.h,
      1.5,
      3,
      x.k % 9 === 0,
      'PRICE VOLUME',
      '',
      '"high, low"',
      '',
      '',
    ];
    const text = table(
      header,
      series.map((x) => [new Date(x.t).toISOString(), ...bar(x), ...rest(x)]),
    );
    expect((await read(text, {}, 'BTC-USD-1h-candles.csv')).candles).toEqual(series.map(asRead));
  });

  it('may be walked through twice, and kept to a range', async () => {
    const series = madeCandles();
    const path = await folder.write(place('walked.csv'), table(HEADER, rows(series)));
    const from = (series[10]?.t ?? 0) - 1;
    const file = await openCandleFile(path, { from, to: series[20]?.t });
    for (let round = 0; round < 2; round++)
      expect([...file.candles]).toEqual(series.slice(10, 20).map(asRead));
    const seen = [];
    for await (const candle of file.candles) seen.push(candle);
    expect(seen).toHaveLength(file.summary.count);
    file.dispose();
  });
});
