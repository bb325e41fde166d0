import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const HOUR_MS = 3_600_000;
const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const READ = `query ($symbol: String!) {
  overview { series { symbol } overdueSince }
  forecast(symbol: $symbol) { openTime }
}`;

interface Stored {
  overview: { series: { symbol: string }; overdueSince: string | null }[];
  forecast: { openTime: string } | null;
}

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Stores 60 hours, the newest of which closed so many full hours ago. */
async function storeHours(symbol: string, hoursAgo: number): Promise<Date> {
  const newest = (Math.floor(Date.now() / HOUR_MS) - hoursAgo - 1) * HOUR_MS;
  const candles = candleInputs(60).map((candle, index) => ({
    ...candle,
    symbol,
    openTime: new Date(newest - (59 - index) * HOUR_MS).toISOString(),
  }));
  expect(await server.ask(SEND, { candles })).not.toHaveProperty('errors');
  return new Date(newest);
}

async function read(symbol: string) {
  const { data } = await server.ask<Stored>(READ, { symbol });
  const overdueSince = data?.overview.find(({ series }) => series.symbol === symbol)?.overdueSince;
  return { overdueSince, forecast: data?.forecast };
}

describe('a series that a client feeds', () => {
  it('is overdue hours after its last candle, and has no forecast for an hour long past', async () => {
    const newest = await storeHours('QUIET/USD', 6);
    expect(await read('QUIET/USD')).toEqual({
      overdueSince: new Date(newest.getTime() + 2 * HOUR_MS).toISOString(),
      forecast: null,
    });
  });

  it('is fresh while its newest candle is that of the last full hour', async () => {
    const newest = await storeHours('FRESH/USD', 0);
    expect(await read('FRESH/USD')).toEqual({
      overdueSince: null,
      forecast: { openTime: new Date(newest.getTime() + HOUR_MS).toISOString() },
    });
  });

  it('is never overdue when the candles were old on arrival, and keeps its forecast', async () => {
    const newest = await storeHours('OLD/USD', 24 * 30);
    expect(await read('OLD/USD')).toEqual({
      overdueSince: null,
      forecast: { openTime: new Date(newest.getTime() + HOUR_MS).toISOString() },
    });
  });

  it('shows the age of its newest candle in /metrics', async () => {
    const newest = await storeHours('AGED/USD', 6);
    const text = await (await fetch(`${server.app.url}/metrics`)).text();
    const line =
      /detective_newest_candle_age_seconds\{exchange="",symbol="AGED\/USD",interval="1h"\} (\S+)/.exec(text);
    const age = (Date.now() - newest.getTime() - HOUR_MS) / 1_000;
    expect(Number(line?.[1])).toBeGreaterThan(age - 60);
    expect(Number(line?.[1])).toBeLessThanOrEqual(age);
  });
});
