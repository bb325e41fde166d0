import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simulate, type Ohlcv, type SeriesKey } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';
import { ReplayControl } from './replay-control.ts';
import { OtherCandlesError, replay, type ReplayProgress } from './replay.ts';
import { RefusedByServerError, ServerClient } from './server-client.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

let made = 0;
const newKey = (): SeriesKey => ({ symbol: `REPLAY/${++made}`, interval: '1h' });
const hours = (count: number, seed = 5): Ohlcv[] => [
  ...simulate({ seed, interval: '1h', from: Date.UTC(2021, 0, 1), count }),
];

function start(
  key: SeriesKey,
  candles: Ohlcv[],
  options: { rate?: number | 'max'; url?: string; signal?: AbortSignal } = {},
) {
  const { rate = 'max', url = `${server.app.url}/graphql`, signal = new AbortController().signal } = options;
  const waits: string[] = [];
  const client = new ServerClient({ url, signal, onWaiting: (reason) => waits.push(reason) });
  const progress: number[] = [];
  const onProgress = ({ sent, isWaiting }: ReplayProgress) => {
    if (!isWaiting && sent !== progress.at(-1)) progress.push(sent);
  };
  const control = new ReplayControl({ isPaused: false, rate, from: null, to: null }, signal);
  return {
    waits,
    progress,
    control,
    done: replay({ key, candles, source: 'a test', client, control, signal, onProgress }),
  };
}

async function storedCount({ symbol }: SeriesKey) {
  const { data } = await server.ask<{ series: { symbol: string; candleCount: number }[] }>(
    '{ series { symbol candleCount } }',
  );
  return data?.series.find((series) => series.symbol === symbol)?.candleCount ?? 0;
}

describe('a replay', () => {
  it('sends batches as fast as it goes at max', async () => {
    const key = newKey();
    const { done, progress } = start(key, hours(2_500));
    expect(await done).toBe(2_500);
    expect(progress).toEqual([1_000, 2_000, 2_500]);
    expect(await storedCount(key)).toBe(2_500);
  });

  it('sends one mutation a candle, evenly, at a finite rate', async () => {
    const key = newKey();
    const began = performance.now();
    const { done, progress } = start(key, hours(10), { rate: 50 });
    await done;
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(performance.now() - began).toBeGreaterThan(9 * 20);
  });

  it('goes on after the newest stored candle', async () => {
    const key = newKey();
    await start(key, hours(30)).done;
    expect(await start(key, hours(50)).done).toBe(20);
    expect(await start(key, hours(50)).done).toBe(0);
    expect(await storedCount(key)).toBe(50);
  });

  it('refuses to go on in a series that was made of other candles', async () => {
    const key = newKey();
    await start(key, hours(30, 1)).done;
    await expect(start(key, hours(50, 2)).done).rejects.toThrow(OtherCandlesError);
    expect(await storedCount(key)).toBe(30);
  });

  it('stops where it is told to, and the next one finishes the series', async () => {
    const key = newKey();
    const stopping = new AbortController();
    const { done } = start(key, hours(40), { rate: 200, signal: stopping.signal });
    await expect.poll(() => storedCount(key)).toBeGreaterThan(5);
    stopping.abort();
    await done.catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }));
    await start(key, hours(40)).done;
    expect(await storedCount(key)).toBe(40);
  });

  it('pauses, goes on, changes its speed, leaves candles out and waits, as it is told', async () => {
    const key = newKey();
    const candles = hours(300);
    const at = (index: number) => candles[index]?.openTime ?? NaN;
    const { control, done } = start(key, candles, { rate: 100 });
    await expect.poll(() => storedCount(key)).toBeGreaterThan(3);
    control.follow({ isPaused: true, rate: 0.01, from: null, to: null });
    const atPause = await storedCount(key);
    control.follow({ isPaused: false, rate: 'max', from: at(200), to: at(250) });
    await expect.poll(() => storedCount(key)).toBeGreaterThanOrEqual(atPause + 50);
    const { data } = await server.ask<{ candles: { openTime: string }[] }>(
      'query ($symbol: String!) { candles(symbol: $symbol, limit: 50) { openTime } }',
      { symbol: key.symbol },
    );
    expect(data?.candles.map(({ openTime }) => Date.parse(openTime))).toEqual(
      Array.from({ length: 50 }, (_, index) => at(200 + index)),
    );
    control.follow({ isPaused: false, rate: 'max', from: null, to: null });
    expect(await done).toBe(300);
    expect(await storedCount(key)).toBeLessThan(atPause + 110);
  });

  it('gives up on what the server refuses, with its reason', async () => {
    const [first, ...rest] = hours(5);
    if (!first) throw new Error('no candles');
    await expect(start(newKey(), [{ ...first, high: 1 }, ...rest]).done).rejects.toThrow(
      RefusedByServerError,
    );
  });

  it('waits for a server that is not there yet or answers nonsense', async () => {
    const key = newKey();
    let isBroken = true;
    const proxy = createServer((request, response) => {
      if (isBroken) {
        isBroken = false;
        response.writeHead(502).end('<h1>Bad gateway</h1>');
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void fetch(`${server.app.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: Buffer.concat(chunks),
        }).then(async (answer) => response.writeHead(answer.status).end(await answer.text()));
      });
    });
    const port = await new Promise<number>((resolve) => {
      proxy.listen(0, '127.0.0.1', () => resolve((proxy.address() as AddressInfo).port));
    });
    await new Promise((resolve) => proxy.close(resolve));
    const { done, waits } = start(key, hours(20), { url: `http://127.0.0.1:${port}/graphql` });
    await expect.poll(() => waits.length).toBeGreaterThan(0);
    await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
    expect(await done).toBe(20);
    expect(await storedCount(key)).toBe(20);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
});
