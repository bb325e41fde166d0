import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from '../file-options.ts';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, bar, HOUR, madeCandles, madeFolder, plainTime, table } from '../testing/made-files.ts';
import { zipOf } from '../testing/zip-of.ts';

const series = madeCandles({ count: 50 });
const objects = series.map((x) => ({ time: x.t, open: x.o, high: x.h, low: x.l, close: x.c, volume: x.v }));
const arrays = series.map((x) => [x.t, ...bar(x)]);

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(content: unknown, options: FileOptions = {}, name = 'candles.json') {
  const bytes = content instanceof Uint8Array ? content : JSON.stringify(content);
  const file = await openCandleFile(await folder.write(name, bytes), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

describe('the market of an answer', () => {
  it.each<[string, unknown, string]>([
    ['beside the rows', { code: 0, result: { symbol: 'ETHUSDT', list: arrays } }, 'ETH/USDT'],
    ['above the rows', { ticker: 'X:ETHUSD', results: objects }, 'ETH/USD'],
    ['in a head', { meta: { symbol: 'ETH/EUR', interval: '1h' }, values: objects }, 'ETH/EUR'],
    ['as the name of the list', { bars: { 'ETH/USD': objects }, next: null }, 'ETH/USD'],
    ["in Huobi's channel", { ch: 'market.ethusdt.kline.60min', status: 'ok', data: objects }, 'ETH/USDT'],
    ["in Kraken's spelling", { error: [], result: { XETHZEUR: objects, last: 1 } }, 'ETH/EUR'],
    ["in Kraken's spelling of two coins", { result: { XETHXXBT: objects } }, 'ETH/BTC'],
  ])('is read %s', async (_, content, symbol) => {
    expect(await read(content)).toMatchObject({ symbol, candles: series.map(asRead) });
    await expect(read(content, { symbol: 'LTC/USD' })).rejects.toThrow(/not "LTC\/USD" as told/);
    expect(await read(content, { symbol })).toMatchObject({ symbol });
  });

  it('is read from a column of one letter, if it can be nothing else', async () => {
    const short = (s: string) =>
      series.map((x) => ({ t: x.t, T: x.t + HOUR - 1, s, i: '1h', o: x.o, c: x.c, h: x.h, l: x.l, v: x.v }));
    expect(await read(short('ETH'))).toMatchObject({ symbol: 'ETH/USD', candles: series.map(asRead) });
    expect(await read(short('buy'))).toMatchObject({ symbol: null, candles: series.map(asRead) });
  });

  it('stands in the rows of dYdX, which begin at "startedAt"', async () => {
    const candles = series.map((x) => ({
      ...{ startedAt: new Date(x.t).toISOString(), ticker: 'ETH-USD', resolution: '1HOUR' },
      ...{ low: `${x.l}`, high: `${x.h}`, open: `${x.o}`, close: `${x.c}` },
      ...{ baseTokenVolume: `${x.v}`, usdVolume: `${x.q}`, trades: x.k },
    }));
    const found = await read({ candles });
    expect(found).toMatchObject({ symbol: 'ETH/USD', candles: series.map(asRead) });
    expect(found.volume.how).toMatch(/^proven by/);
  });

  it('is not the word of an answer that means something else', async () => {
    expect(await read({ status: 'ok', result: { list: objects } })).toMatchObject({ symbol: null });
  });
});

describe('the market of an archive', () => {
  const text = table('time,open,high,low,close,volume', arrays);

  it.each<[string, Record<string, string>]>([
    ['dump.zip', { 'all/ETHUSD_60.csv': text }],
    ['ETHUSD.zip', { '2023.csv': text }],
    ['ETHUSD.zip', { '2023.csv': text, 'part-2.csv': text }],
  ])('is that of its name or of a name in it: %s', async (name, members) => {
    expect(await read(zipOf(members), {}, name)).toMatchObject({ symbol: 'ETH/USD', count: 50 });
  });

  it('is refused where a name in it is of another than is told', async () => {
    const both = { 'XBTUSD_60.csv': text, 'ETHUSD_60.csv': text };
    await expect(read(zipOf(both), {}, 'dump.zip')).rejects.toThrow(/expected one market/);
  });
});

describe('JSON of pandas', () => {
  const rows = objects.map(({ time, ...rest }) => ({ rest, time: plainTime(time) }));
  const times = rows.map(({ time }) => time);
  const columns = Object.keys(rows[0]?.rest ?? {});
  const data = rows.map(({ rest }) => Object.values(rest));
  const schema = { fields: [...columns, 'date'].map((name) => ({ name, type: 'number' })), primaryKey: [] };

  it.each<[string, unknown]>([
    ['split, the times are the index', { columns, index: times, data }],
    ['index', Object.fromEntries(rows.map(({ time, rest }) => [time, rest]))],
    ['index of unix times', Object.fromEntries(objects.map(({ time, ...rest }) => [time, rest]))],
    ['index that only counts', Object.fromEntries(objects.map((row, at) => [at, row]))],
    ['table', { schema, data: rows.map(({ time, rest }) => ({ date: time, ...rest })) }],
  ])('is read as it writes it with orient: %s', async (_, content) => {
    expect((await read(content)).candles).toEqual(series.map(asRead));
  });
});
