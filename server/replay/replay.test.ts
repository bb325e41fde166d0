import { CandleTable, simulate, type Ohlcv, type SeriesKey } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedByServerError } from '../candle-sender/ask-server.ts';
import { CandleSender } from '../candle-sender/candle-sender.ts';
import { withDatabase } from '../../e2e/trust/stored-rows.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';
import { compareStored, describeComparison, isAllHeld } from './compare-stored.ts';
import { ReplayPacing, type ReplayCommand } from './replay-pacing.ts';
import { replay, type ReplayProgress, type ReplayResult } from './replay.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

let made = 0;
const newKey = (): SeriesKey => ({ exchange: '', symbol: `REPLAY/${++made}`, interval: '1h' });
const hours = (count: number, seed = 5): Ohlcv[] => [
  ...simulate({ seed, interval: '1h', from: Date.UTC(2021, 0, 1), count }),
];

async function start(
  key: SeriesKey,
  hours: Ohlcv[],
  options: {
    rate?: number | 'max';
    signal?: AbortSignal;
    from?: number;
    command?: Partial<ReplayCommand>;
  } = {},
) {
  const { rate = 'max', signal = new AbortController().signal, from = 0, command } = options;
  const sender = new CandleSender({
    url: `${server.app.url}/graphql`,
    signal,
    onWaiting: () => undefined,
  });
  const progress: number[] = [];
  const onProgress = ({ done, isWaiting }: ReplayProgress) => {
    if (!isWaiting && done !== progress.at(-1)) progress.push(done);
  };
  const pacing = new ReplayPacing({ isPaused: false, rate, from: null, to: null, ...command }, signal);
  const candles = await CandleTable.from(hours);
  const result: ReplayResult = { sent: 0, ranges: [], refused: [] };
  const done = replay({
    key,
    candles,
    start: from,
    hasBegun: from > 0,
    sender,
    pacing,
    signal,
    result,
    onProgress,
  });
  done.catch(() => undefined);
  return { progress, pacing, result, done, compare: () => compareStored(sender, key, candles, result) };
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
    const { done, progress, result } = await start(key, hours(2_500));
    await done;
    expect(result).toEqual({ sent: 2_500, ranges: [{ start: 0, end: 2_500 }], refused: [] });
    expect(progress).toEqual([1_000, 2_000, 2_500]);
    expect(await storedCount(key)).toBe(2_500);
  });

  it('sends one mutation a candle, evenly, at a finite rate', async () => {
    const key = newKey();
    const began = performance.now();
    const { done, progress } = await start(key, hours(10), { rate: 50 });
    await done;
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(performance.now() - began).toBeGreaterThan(9 * 20);
  });

  it('stops where it is told to, and the next one finishes the series', async () => {
    const key = newKey();
    const stopping = new AbortController();
    const first = await start(key, hours(40), { rate: 200, signal: stopping.signal });
    await expect.poll(() => storedCount(key)).toBeGreaterThan(5);
    stopping.abort();
    await first.done.catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }));
    await (
      await start(key, hours(40), { from: await storedCount(key) })
    ).done;
    expect(await storedCount(key)).toBe(40);
  });

  it('pauses, goes on, changes its speed and waits, as it is told', async () => {
    const key = newKey();
    const candles = hours(300);
    const at = (index: number) => candles[index]?.openTime ?? NaN;
    const { pacing, done, result, compare } = await start(key, candles, { rate: 100 });
    await expect.poll(() => storedCount(key)).toBeGreaterThan(3);
    pacing.obey({ isPaused: true, rate: 0.01, from: null, to: null });
    pacing.obey({ isPaused: false, rate: 'max', from: null, to: at(250) });
    await expect.poll(() => storedCount(key)).toBe(250);
    pacing.obey({ isPaused: false, rate: 'max', from: null, to: null });
    await done;
    expect(result).toMatchObject({ sent: 300, ranges: [{ start: 0, end: 300 }] });
    expect(describeComparison(await compare())).toBe('Done: 300 candles sent, all of them stored.');
  });

  it('that is told to jump loads what lies between at once: no gap, no fault of the feed, no new warm-up', async () => {
    const key = newKey();
    const candles = hours(500);
    const at = (index: number) => candles[index]?.openTime ?? NaN;
    const { pacing, done, progress } = await start(key, candles, { rate: 20 });
    await expect.poll(() => storedCount(key)).toBeGreaterThan(3);
    const before = await storedCount(key);
    pacing.obey({ isPaused: false, rate: 20, from: at(400), to: at(405) });
    await expect.poll(() => storedCount(key)).toBe(405);
    // At twenty a second the others alone would have taken as many seconds.
    expect(progress.filter((count) => count > before + 20 && count < 400)).toEqual([]);
    const { data } = await server.ask<{ detections: { status: string; kinds: string[] }[] }>(
      'query ($symbol: String!) { detections(symbol: $symbol, limit: 500) { status kinds } }',
      { symbol: key.symbol },
    );
    const { detections = [] } = data ?? {};
    expect(detections.filter(({ kinds }) => kinds.includes('FEED_GAP'))).toEqual([]);
    expect(detections.filter(({ status }) => status === 'WARMING_UP')).toHaveLength(48);
    pacing.obey({ isPaused: false, rate: 'max', from: at(400), to: null });
    await done;
    expect(await storedCount(key)).toBe(500);
  });

  it('that begins a series with a jump begins there', async () => {
    const key = newKey();
    const candles = hours(100);
    const { done, result } = await start(key, candles, { command: { from: candles[60]?.openTime ?? NaN } });
    await done;
    expect(result.ranges).toEqual([{ start: 60, end: 100 }]);
  });

  it.each<number | 'max'>(['max', 500])(
    'leaves out a candle that the server refuses, and it costs no other, at %s',
    async (rate) => {
      const key = newKey();
      const broken = hours(9).map((candle, index) => (index === 5 ? { ...candle, high: 1 } : candle));
      const { done, result, compare } = await start(key, broken, { rate });
      await done;
      expect(result).toMatchObject({
        sent: 8,
        ranges: [
          { start: 0, end: 5 },
          { start: 6, end: 9 },
        ],
        refused: [{ openTime: broken[5]?.openTime }],
      });
      expect(await storedCount(key)).toBe(8);
      const comparison = await compare();
      expect(isAllHeld(comparison)).toBe(false);
      expect(describeComparison(comparison)).toMatch(
        /^Done: 8 candles sent, all of them stored[.] Left out, .*: 1, the first at 2021-01-01T05:00:00.000Z: .*high/,
      );
    },
  );

  it('gives up on a series that holds other candles, with the reason, once everything before is stored', async () => {
    const key = newKey();
    const earlier = await start(key, hours(9).slice(5));
    await earlier.done;
    const { done } = await start(key, hours(9, 6));
    await expect(done).rejects.toThrow(RefusedByServerError);
    expect(await storedCount(key)).toBe(4);
  });
});

it('a replay of a market that is there under another name is refused at its first candle', async () => {
  const key = newKey();
  await (
    await start(key, hours(3))
  ).done;
  const { done, result } = await start({ ...key, symbol: key.symbol.toLowerCase() }, hours(9));
  await expect(done).rejects.toThrow(RefusedByServerError);
  expect(result.refused).toEqual([]);
});

describe('at its end a replay compares what the server holds with what it sent', () => {
  async function afterwards(sql: string, key: SeriesKey) {
    const { done, compare } = await start(key, hours(1_500));
    await done;
    await withDatabase(server.databaseUrl, (client) => client.query(sql, [key.symbol]));
    const comparison = await compare();
    return { isAllHeld: isAllHeld(comparison), line: describeComparison(comparison) };
  }

  it('all of it', async () => {
    const { line } = await afterwards('SELECT $1::text', newKey());
    expect(line).toBe('Done: 1500 candles sent, all of them stored.');
  });

  it('a hole', async () => {
    const sql = `DELETE FROM candle WHERE symbol = $1 AND open_time BETWEEN '2021-01-03' AND '2021-01-03 09:00'`;
    expect(await afterwards(sql, newKey())).toEqual({
      isAllHeld: false,
      line: 'Done: 1500 candles sent, but of these the server holds 1490: 10 are missing, the first at 2021-01-03T00:00:00.000Z.',
    });
  });

  it('other values', async () => {
    const sql = `UPDATE candle SET volume = volume + 1 WHERE symbol = $1 AND open_time = '2021-01-03'`;
    expect(await afterwards(sql, newKey())).toEqual({
      isAllHeld: false,
      line: 'Done: 1500 candles sent, but of these the server holds 1499: 1 has other values, the first at 2021-01-03T00:00:00.000Z.',
    });
  });

  it('nothing at all', async () => {
    expect((await afterwards('DELETE FROM candle WHERE symbol = $1', newKey())).line).toMatch(
      /holds 0: 1500 are missing/,
    );
  });

  it('the oldest deleted, as retention does', async () => {
    const sql = `DELETE FROM candle WHERE symbol = $1 AND open_time < '2021-01-03'`;
    expect(await afterwards(sql, newKey())).toEqual({
      isAllHeld: true,
      line: 'Done: 1500 candles sent, 1452 of them stored; the 48 oldest are deleted again, as RETENTION_DAYS says.',
    });
  });

  it('nothing to send', async () => {
    const key = newKey();
    const { done, compare } = await start(key, []);
    await done;
    expect(describeComparison(await compare())).toBe(
      'Done: 0 candles sent: the server has everything already.',
    );
  });
});
