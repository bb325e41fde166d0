import type { ServerResponse } from 'node:http';
import { simulate, type Ohlcv, type SeriesKey } from '@detective/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gateway, GATEWAY_ANSWERS, json } from '../testing/gateway.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';
import { RefusedByServerError } from './ask-server.ts';
import { CandleSender } from './candle-sender.ts';

const HOUR = 3_600_000;
const HOURS = [...simulate({ seed: 5, interval: '1h', from: Date.UTC(2021, 0, 1), count: 40 })];

let server: RunningServer;
let gateway: Gateway;
let stopping: AbortController;
let waits: string[];
let resumed: number;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  gateway = await Gateway.start(server.app.url);
  stopping = new AbortController();
  waits = [];
  resumed = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  stopping.abort();
  await gateway[Symbol.asyncDispose]();
});

let made = 0;
const newKey = (): SeriesKey => ({ exchange: '', symbol: `SENT/${++made}`, interval: '1h' });
const newSender = (url = gateway.url, token?: () => string | undefined) =>
  new CandleSender({
    ...{ url: `${url}/graphql`, token, signal: stopping.signal },
    onWaiting: (reason) => waits.push(reason),
    onResumed: () => resumed++,
  });

async function storedTimes(key: SeriesKey): Promise<number[]> {
  const candles: Ohlcv[] = [];
  const direct = newSender(server.app.url);
  for await (const candle of direct.stored(key, { from: 0, to: Date.UTC(2030, 0, 1) })) candles.push(candle);
  return candles.map(({ openTime }) => openTime);
}

/** Lets the gateway answer some requests in its own way. */
function answerInstead(times: number, answer: (response: ServerResponse) => void): void {
  let left = times;
  gateway.intercept = (_request, _body, response) => {
    if (left-- <= 0) return false;
    answer(response);
    return true;
  };
}

const detections = (times: number[]) => ({
  data: { predictAnomalies: times.map((time) => ({ candle: { openTime: new Date(time).toISOString() } })) },
});
const TIMES = HOURS.map(({ openTime }) => openTime);

describe('what is no acknowledgement is sent again', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ...GATEWAY_ANSWERS.filter(([name]) => !name.startsWith('413')),
    ['another status around the right shape', json(203, detections(TIMES))],
    ['fewer candles than were sent', json(200, detections(TIMES.slice(1)))],
    ['other candles than were sent', json(200, detections(TIMES.map((time) => time + HOUR)))],
    ['the same candle over and over', json(200, detections(TIMES.map(() => TIMES[0] ?? 0)))],
    ['data beside errors without a code', json(200, { ...detections(TIMES), errors: [{ message: 'odd' }] })],
    ['a list that is no list', json(200, { data: { predictAnomalies: 'all of them' } })],
  ])('%s', async (_name, answer) => {
    const key = newKey();
    answerInstead(2, answer);
    const told = await newSender().send(key, HOURS);
    expect(told.map(({ candle }) => Date.parse(candle.openTime))).toEqual(TIMES);
    expect(await storedTimes(key)).toEqual(TIMES);
    expect(waits).toHaveLength(1);
    expect(resumed).toBe(1);
  });

  it('nor is such an answer taken for the newest stored candle, or for none', async () => {
    const key = newKey();
    await newSender().send(key, HOURS);
    for (const body of [
      { data: {} },
      { data: { candles: null } },
      { data: { candles: [{}] } },
      { ok: true },
    ]) {
      answerInstead(1, json(200, body));
      expect(await newSender().newest(key)).toEqual(HOURS.at(-1));
    }
  });

  it('a request that is too large for something on the way is split', async () => {
    const key = newKey();
    gateway.intercept = (_request, body, response) => {
      if (body.length < 2_500) return false;
      json(413, '<h1>Request Entity Too Large</h1>')(response);
      return true;
    };
    expect(await newSender().send(key, HOURS)).toHaveLength(HOURS.length);
    expect(await storedTimes(key)).toEqual(TIMES);
    expect(waits).toEqual([]);
  });
});

describe('what can pass is waited for', () => {
  it.each([
    [503, 'SERVICE_UNAVAILABLE'],
    [500, 'INTERNAL_SERVER_ERROR'],
    [429, 'LIMIT_EXCEEDED'],
  ])('status %i with %s, told once', async (status, code) => {
    const key = newKey();
    let count = 0;
    gateway.intercept = (_request, _body, response) => {
      if (++count > 3) return false;
      const errors = [{ message: `Asked ${count} times`, extensions: { code } }];
      json(status, { errors })(response);
      return true;
    };
    await newSender().send(key, HOURS.slice(0, 1));
    expect(await storedTimes(key)).toEqual(TIMES.slice(0, 1));
    expect(waits).toEqual(['the server says: Asked 1 times']);
  });

  it('for as long as Retry-After says', async () => {
    const key = newKey();
    answerInstead(1, json(503, { errors: [] }, { 'retry-after': '1' }));
    const began = performance.now();
    await newSender().send(key, HOURS);
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
  });

  it('a token that has worked is being changed; the new one is used when it is there', async () => {
    await using guarded = await startTestServer({ INGEST_TOKEN: 'a token of the new kind' });
    let token = 'a token of the new kind';
    const sender = newSender(guarded.app.url, () => token);
    await sender.send(newKey(), HOURS.slice(0, 3));
    token = 'a token of the old kind';
    const key = newKey();
    const sent = sender.send(key, HOURS.slice(0, 3));
    await expect.poll(() => waits.join('')).toMatch(/INGEST_TOKEN/);
    token = 'a token of the new kind';
    expect(await sent).toHaveLength(3);
  });

  it('a candle that has closed by our clock and not yet by the server’s', async () => {
    const key = newKey();
    const errors = [
      { message: 'closes in a moment', extensions: { code: 'CANDLE_NOT_CLOSED', candleIndex: 2 } },
    ];
    answerInstead(2, json(200, { data: null, errors }));
    expect(await newSender().send(key, HOURS.slice(0, 3))).toHaveLength(3);
  });

  it('a candle that had closed by our clock before that was set back', async () => {
    const key = newKey();
    const [candle] = HOURS;
    if (!candle) throw new Error('no candle');
    const errors = [
      { message: 'closes in a moment', extensions: { code: 'CANDLE_NOT_CLOSED', candleIndex: 0 } },
    ];
    vi.useFakeTimers({ toFake: ['Date'] });
    let asked = 0;
    gateway.intercept = (_request, _body, response) => {
      if (++asked === 1) {
        vi.setSystemTime(candle.openTime + HOUR - 600_000);
        json(200, { data: null, errors })(response);
        return true;
      }
      vi.useRealTimers();
      return false;
    };
    expect(await newSender().send(key, [candle])).toHaveLength(1);
    expect(asked).toBe(2);
  });
});

describe('what is final ends it', () => {
  it('a token that has never worked', async () => {
    await using guarded = await startTestServer({ INGEST_TOKEN: 'x'.repeat(20) });
    const sender = newSender(guarded.app.url, () => 'another');
    await expect(sender.send(newKey(), HOURS)).rejects.toThrow(RefusedByServerError);
  });

  it('a candle that contradicts itself or what is stored, with its place in the request', async () => {
    const key = newKey();
    const broken = HOURS.map((candle, index) => (index === 7 ? { ...candle, high: 1 } : candle));
    await expect(newSender().send(key, broken)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      candleIndex: 7,
    });
    await newSender().send(key, HOURS);
    const other = HOURS.map((candle) => ({ ...candle, volume: candle.volume + 1 }));
    await expect(newSender().send(key, other)).rejects.toMatchObject({ code: 'CANDLE_CONFLICT' });
    expect(waits).toEqual([]);
  });

  it('a candle that closes in the future by our clock, too', async () => {
    const [candle] = HOURS;
    if (!candle) throw new Error('no candle');
    const future = { ...candle, openTime: (Math.floor(Date.now() / HOUR) + 2) * HOUR };
    await expect(newSender().send(newKey(), [future])).rejects.toMatchObject({ code: 'CANDLE_NOT_CLOSED' });
  });
});
