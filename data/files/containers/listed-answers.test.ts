import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from '../file-options.ts';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, bar, DAY, HOUR, madeCandles, madeFolder, plainTime } from '../testing/made-files.ts';

const hours = madeCandles({ count: 50 });
const days = madeCandles({ count: 50, step: DAY });

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(content: unknown, options: FileOptions = {}) {
  const file = await openCandleFile(await folder.write('candles.json', JSON.stringify(content)), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

describe('an answer of lists without names', () => {
  it('of Messari is asked about, because its volume is in dollars', async () => {
    const data = {
      ...{
        symbol: 'ETH',
        name: 'Ethereum',
        parameters: { columns: ['timestamp', 'open', 'high', 'low', 'close', 'volume'] },
      },
      ...{ schema: { metric_id: 'price' }, values: hours.map((x) => [x.t, ...bar(x).slice(0, 4), x.q]) },
    };
    const answer = { status: { elapsed: 3 }, data };
    await expect(read(answer)).rejects.toThrow(/Messari counts dollars .*--volume-is/);
    const found = await read(answer, { volumeIs: 'quote' });
    expect(found.symbol).toBe('ETH/USD');
    for (const [index, { o, h, l, c, q }] of hours.entries())
      expect(found.candles[index]?.volume).toBeCloseTo(q / ((o + h + l + c) / 4), 9);
  });

  it('of Cryptowatch has the ends of its bars', async () => {
    const rows = hours.map((x) => [(x.t + HOUR) / 1_000, ...bar(x), x.q]);
    const found = await read({ result: { 3600: rows }, allowance: { cost: 0.015 } });
    expect(found.candles).toEqual(hours.map(asRead));
  });

  it('of Bitbank has the time at the end of its rows', async () => {
    const ohlcv = hours.map((x) => [...bar(x).map(String), x.t]);
    const found = await read({ success: 1, data: { candlestick: [{ type: '1hour', ohlcv }], timestamp: 1 } });
    expect(found.candles).toEqual(hours.map(asRead));
  });

  it('of Phemex is read as texts, and refused as scaled numbers', async () => {
    const rows = (cell: (value: number) => unknown) =>
      hours.map((x) => [x.t / 1_000, 3_600, ...[x.o, ...bar(x), x.q].map(cell)]).reverse();
    const answer = (list: unknown[][]) => ({ code: 0, msg: 'OK', data: { total: -1, rows: list } });
    expect((await read(answer(rows(String)))).candles).toEqual(hours.map(asRead));
    const named = rows(String).map((row) => [...row, 'ETHUSDT']);
    expect(await read(answer(named))).toMatchObject({ symbol: 'ETH/USDT', candles: hours.map(asRead) });
    const scaled = rows((value) => Math.round(value * 1e4));
    await expect(read(answer(scaled))).rejects.toThrow(/Phemex scales by factors/);
  });

  it('of Tiingo, one object for each market, is read where there is one', async () => {
    const market = (ticker: string) => ({
      ...{ ticker, baseCurrency: ticker.slice(0, 3), quoteCurrency: 'usd' },
      priceData: hours.map((x) => ({
        ...{ date: `${plainTime(x.t).replace(' ', 'T')}+00:00`, open: x.o, high: x.h, low: x.l, close: x.c },
        ...{ volume: x.v, volumeNotional: x.q, tradesDone: x.k },
      })),
    });
    const one = await read([market('ethusd')]);
    expect(one).toMatchObject({ symbol: 'ETH/USD', candles: hours.map(asRead) });
  });

  it('of Nasdaq Data Link has its names with their types', async () => {
    const columns = ['code', 'date', 'open', 'high', 'low', 'close', 'volume'].map((name) => ({
      name,
      type: 'text',
    }));
    const data = days.map((x) => ['ETHUSD', plainTime(x.t).slice(0, 10), ...bar(x)]);
    const found = await read({ datatable: { data, columns }, meta: { next_cursor_id: null } });
    expect(found).toMatchObject({ symbol: 'ETH/USD', interval: '1d', candles: days.map(asRead) });
  });

  it('of prices and volumes alone, as in the charts of CoinGecko, is refused', async () => {
    const list = (value: (x: (typeof hours)[number]) => number) => hours.map((x) => [x.t, value(x)]);
    const chart = {
      prices: list((x) => x.c),
      market_caps: list((x) => x.q),
      total_volumes: list((x) => x.q),
    };
    await expect(read(chart)).rejects.toThrow(/no candles: CoinGecko's charts have single prices/);
  });
});
