import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from '../file-options.ts';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, madeCandles, madeFolder, plainTime } from '../testing/made-files.ts';
import { zipOf } from '../testing/zip-of.ts';

const series = madeCandles({ count: 50 });
const others = madeCandles({ count: 40, seed: 2 });

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

const isoTime = (t: number) => `${plainTime(t).replace(' ', 'T')}Z`;

/** As Alpaca answers for several symbols. */
const barsOf = (made: typeof series) =>
  made.map((x) => ({ t: isoTime(x.t), o: x.o, h: x.h, l: x.l, c: x.c, v: x.v, n: x.k }));
const alpaca = (...names: string[]) => ({
  bars: Object.fromEntries(names.map((name, at) => [name, barsOf(at === 0 ? series : others)])),
  next_page_token: null,
});

const tiingo = (...tickers: string[]) =>
  tickers.map((ticker, at) => ({
    ...{ ticker, baseCurrency: ticker.slice(0, 3), quoteCurrency: 'usd' },
    priceData: (at === 0 ? series : others).map((x) => ({
      ...{ date: isoTime(x.t), open: x.o, high: x.h, low: x.l, close: x.c },
      ...{ volume: x.v, volumeNotional: x.q, tradesDone: x.k },
    })),
  }));

describe('a JSON file of several markets', () => {
  it.each<[string, unknown, RegExp]>([
    ['of Alpaca', alpaca('ETH/USD', 'BTC/USD'), /holds 2 markets: "ETH\/USD" and "BTC\/USD"; --symbol picks/],
    ['of coins that are not known', alpaca('WIF/USD', 'BONK/USD'), /"WIF\/USD" and "BONK\/USD"; --symbol/],
    ['of Tiingo', tiingo('ethusd', 'btcusd'), /holds 2 markets: "ethusd" and "btcusd"; --symbol picks one/],
  ])('is refused with their names, %s', async (_, content, reason) => {
    await expect(read(content)).rejects.toThrow(reason);
  });

  it.each<[string, unknown, string]>([
    ['of Alpaca', alpaca('ETH/USD', 'BTC/USD'), 'ETH/USD'],
    ['in another spelling', alpaca('ETH/USD', 'BTC/USD'), 'ETHUSD'],
    ['of a coin that is not known', alpaca('WIFUSDT', 'BONKUSDT'), 'WIF/USDT'],
    ['of Tiingo', tiingo('ethusd', 'btcusd'), 'ETH/USD'],
  ])('gives the one that is told, %s', async (_, content, symbol) => {
    expect(await read(content, { symbol })).toMatchObject({ symbol, candles: series.map(asRead) });
  });

  it('gives it also from an archive', async () => {
    const archive = zipOf({ 'bars.json': JSON.stringify(alpaca('ETH/USD', 'BTC/USD')) });
    const found = await read(archive, { symbol: 'BTC/USD' }, 'bars.zip');
    expect(found).toMatchObject({ symbol: 'BTC/USD', candles: others.map(asRead) });
  });

  it('is refused where none or several are meant', async () => {
    const content = alpaca('ETH/USD', 'ETH/EUR', 'BTC/USD');
    await expect(read(content, { symbol: 'LTC/USD' })).rejects.toThrow(
      /holds "ETH\/USD", "ETH\/EUR" and "BTC\/USD", not "LTC\/USD" as told/,
    );
    await expect(read(content, { symbol: 'ETH' })).rejects.toThrow(/"ETH\/USD" and "ETH\/EUR"; --symbol/);
    const unnamed = { one: barsOf(series), other: barsOf(others) };
    await expect(read(unnamed, { symbol: 'ETH/USD' })).rejects.toThrow(
      /2 lists of rows; expected one market/,
    );
  });
});
