import { simulate, type Ohlcv, type SeriesKey } from '@detective/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBitstamp } from '../../data/bitstamp/testing/fake-bitstamp.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';
import { CandleSender } from '../candle-sender/candle-sender.ts';
import { watchExchange } from './exchange-watch.ts';
import { OtherCandlesError } from './other-candles-error.ts';
import { SourceReporter } from './source-status.ts';

const HOUR = 3_600_000;
const KEY: SeriesKey = { exchange: '', symbol: 'BTC/USD', interval: '1h' };
const PATIENCE = { timeout: 20_000 };

/** Hours up to the last that has closed. */
function recentHours(count: number, seed = 4): Ohlcv[] {
  // A margin before the exchange is asked: at the turn of an hour the newest of these has just closed.
  const end = Math.floor((Date.now() - 15_000) / HOUR) * HOUR;
  return [...simulate({ seed, interval: '1h', from: end - count * HOUR, count })];
}

let server: RunningServer;
let exchange: FakeBitstamp;
let said: string[];
beforeEach(async () => {
  server = await startTestServer();
  said = [];
  const listen = (line: string) => said.push(line);
  vi.spyOn(console, 'log').mockImplementation(listen);
  vi.spyOn(console, 'error').mockImplementation(listen);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await exchange[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function start(from?: number) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const sender = new CandleSender({ url: `${server.app.url}/graphql`, signal, onWaiting: () => undefined });
  const done = watchExchange({
    ...{ exchange: 'bitstamp', exchangeUrl: exchange.url, key: KEY, from, sender, signal },
    reporter: new SourceReporter(),
  });
  done.catch(() => undefined);
  return { done, stop: () => (stopping.abort(), done) };
}

interface Stored {
  candles: (Omit<Ohlcv, 'openTime'> & { openTime: string })[];
}
async function stored(): Promise<Ohlcv[]> {
  const query = '{ candles(limit: 1000) { openTime open high low close volume } }';
  const { data } = await server.ask<Stored>(query);
  return (data?.candles ?? []).map((candle) => ({ ...candle, openTime: Date.parse(candle.openTime) }));
}

describe('a watch over an exchange', () => {
  it('sends the history in batches, then what closes, and goes on there after a stop', async () => {
    const candles = recentHours(40);
    exchange = await FakeBitstamp.start({ candles: candles.slice(0, 37) });
    const first = start(candles[0]?.openTime);
    await expect.poll(stored, PATIENCE).toEqual(candles.slice(0, 37));
    expect(said[1]).toMatch(/^37 candles, up to/);
    exchange.candles = candles.slice(0, 38);
    await expect.poll(stored, PATIENCE).toEqual(candles.slice(0, 38));
    await first.stop();

    exchange.candles = candles;
    const second = start();
    await expect.poll(stored, PATIENCE).toEqual(candles);
    await second.stop();
    expect(said).toContainEqual(expect.stringMatching(/^Following Bitstamp as BTC\/USD 1h, after /));
  });

  it('begins ninety days back where the series is empty and nobody says otherwise', async () => {
    const candles = recentHours(100 * 24);
    exchange = await FakeBitstamp.start({ candles });
    const watch = start();
    await expect.poll(async () => (await stored()).length, PATIENCE).toBe(1_000);
    await expect.poll(async () => (await stored()).at(-1), PATIENCE).toEqual(candles.at(-1));
    const { data } = await server.ask<{ series: { candleCount: number }[] }>('{ series { candleCount } }');
    expect(data?.series[0]?.candleCount).toBeGreaterThanOrEqual(90 * 24 - 2);
    expect(data?.series[0]?.candleCount).toBeLessThanOrEqual(90 * 24);
    await watch.stop();
  });

  it('refuses a series that was made of other candles', async () => {
    const candles = recentHours(30);
    exchange = await FakeBitstamp.start({ candles });
    const first = start(candles[0]?.openTime);
    await expect.poll(stored, PATIENCE).toEqual(candles);
    await first.stop();
    exchange.candles = candles.map(({ openTime, volume, ...prices }) => ({
      ...{ openTime, volume },
      ...{ open: prices.open / 20, high: prices.high / 20, low: prices.low / 20, close: prices.close / 20 },
    }));
    await expect(start().done).rejects.toThrow(OtherCandlesError);
    expect(await stored()).toEqual(candles);
  });

  it('goes on, and says so, where the exchange has corrected the newest stored candle meanwhile', async () => {
    const candles = recentHours(30);
    exchange = await FakeBitstamp.start({ candles: candles.slice(0, 28) });
    const first = start(candles[0]?.openTime);
    await expect.poll(stored, PATIENCE).toEqual(candles.slice(0, 28));
    await first.stop();
    exchange.candles = candles.map((candle, index) => ({
      ...candle,
      volume: (candle.volume ?? 0) + (index === 27 ? 1 : 0),
    }));
    const second = start();
    await expect.poll(stored, PATIENCE).toEqual(candles);
    await second.stop();
    expect(said).toContainEqual(expect.stringMatching(/^Bitstamp has other values now for the candle of /));
  });

  it('reports no replay', async () => {
    const candles = recentHours(3);
    exchange = await FakeBitstamp.start({ candles });
    const watch = start(candles[0]?.openTime);
    await expect.poll(stored, PATIENCE).toEqual(candles);
    expect((await server.ask('{ replay { state } }')).data).toEqual({ replay: null });
    await watch.stop();
  });
});
