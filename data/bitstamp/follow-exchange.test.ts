import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { EpochMs, Interval, Ohlcv } from '../ohlcv.ts';
import { simulate } from '../simulator/simulate.ts';
import { BITSTAMP } from './bitstamp.ts';
import { followExchange, type FollowExchangeOptions } from './follow-exchange.ts';
import { UnknownMarketError } from './exchange-errors.ts';
import { answerOf, FakeBitstamp, rowOf, sendJson, type Mishap } from './testing/fake-bitstamp.ts';
import { FastClock } from '../testing/fast-clock.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const at = (index: number): EpochMs => START + index * HOUR;
const hours = (count: number): Ohlcv[] => [...simulate({ seed: 3, interval: '1h', from: START, count })];
const without = (candles: Ohlcv[], ...indexes: number[]) =>
  candles.filter((_, index) => !indexes.includes(index));

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part[Symbol.asyncDispose]();
});

interface Situation extends Partial<FollowExchangeOptions> {
  /** What the exchange has, in the end. */
  candles: Ohlcv[];
  now: EpochMs;
  interval?: Interval;
}

/** An exchange, a clock that both go by, and somebody who follows. */
async function situation({ candles, now, interval = '1h', ...options }: Situation) {
  const clock = new FastClock(now);
  const exchange = await FakeBitstamp.start({ candles, interval, now: clock.now });
  opened.push(exchange);
  const lines: string[] = [];
  const stopping = new AbortController();
  opened.push({ [Symbol.asyncDispose]: async () => stopping.abort() });
  const source = followExchange({
    exchange: BITSTAMP,
    key: { exchange: '', symbol: 'BTC/USD', interval },
    from: START,
    url: exchange.url,
    signal: stopping.signal,
    clock,
    onTrouble: (line) => lines.push(line),
    ...options,
  });
  const take = async (count: number) => {
    const taken: Ohlcv[] = [];
    while (taken.length < count) {
      const { value, done } = await source.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  };
  return { clock, exchange, lines, stopping, source, take };
}

describe('the history of an exchange', () => {
  it('comes whole, once and in order, in pages of a thousand', async () => {
    const candles = hours(2_345);
    const { take, exchange } = await situation({ candles, now: at(2_345) + HOUR / 2 });
    expect(await take(2_345)).toEqual(candles);
    expect(exchange.questions.map(({ limit }) => limit)).toEqual(['1000', '1000', '345']);
    expect(exchange.questions[1]).toMatchObject({ step: '3600', start: String(at(1_000) / 1_000) });
  });

  it('begins at the first full hour from the given time on', async () => {
    const { take } = await situation({ candles: hours(10), now: at(10) + HOUR / 2, from: at(3) + 1 });
    expect((await take(1))[0]?.openTime).toBe(at(4));
  });

  it('ends before the candle that is still open, even if the exchange sends it', async () => {
    const candles = hours(5);
    const { take, exchange, clock } = await situation({ candles, now: at(4) + HOUR / 2 });
    exchange.mishaps.push((response) => sendJson(response, answerOf(candles.map(rowOf))));
    expect(await take(4)).toEqual(candles.slice(0, 4));
    expect(clock.waits).toEqual([]);
    expect(await take(1)).toEqual(candles.slice(4));
    expect(clock.now()).toBeGreaterThanOrEqual(at(5) + 10_000);
  });

  it.each(['1m', '5m', '15m', '30m', '4h', '1d'] as const)('can have candles of %s', async (interval) => {
    const candles = [...simulate({ seed: 1, interval, from: START, count: 3 })];
    const { take } = await situation({ candles, interval, now: START + 4 * 24 * HOUR });
    expect(await take(3)).toEqual(candles);
  });

  it('survives rows that overlap, repeat each other or come in another order', async () => {
    const candles = hours(8);
    const { take, exchange, lines } = await situation({ candles, now: at(8) + HOUR / 2, from: at(2) });
    exchange.mishaps.push((response) =>
      sendJson(response, answerOf([...candles, ...candles.slice(3)].reverse().map(rowOf))),
    );
    expect(await take(6)).toEqual(candles.slice(2));
    expect(lines).toEqual([]);
  });

  it('is looked for from the first candle on when it begins long after the given time', async () => {
    const candles = hours(2_600).slice(2_500);
    const { take, lines } = await situation({ candles, now: at(2_600) + HOUR / 2 });
    expect(await take(100)).toEqual(candles);
    expect(lines).toEqual([
      expect.stringMatching(/^Left out: 2500 candles, .* of 2024-01-01T00:00.*does not have/),
    ]);
  });

  // The first lot ends on the second page, the other one after all pages were empty twice.
  it.each([7, 33])('is not lost when the exchange answers %i times as if it had nothing', async (count) => {
    const candles = hours(2_500);
    const { take, exchange, lines } = await situation({ candles, now: at(2_500) + HOUR / 2 });
    const nothing: Mishap = (response) => sendJson(response, answerOf([]));
    exchange.mishaps.push(...Array.from({ length: count }, () => nothing));
    expect(await take(2_500)).toEqual(candles);
    expect(lines.filter((line) => line.startsWith('Left out'))).toEqual([]);
  });
});

describe('a candle that closes', () => {
  it('is asked for a moment after its end, and comes', async () => {
    const candles = hours(6);
    const { take, exchange, clock } = await situation({ candles, now: at(4) + HOUR / 2, from: at(3) });
    await take(1);
    const before = exchange.questions.length;
    expect(await take(2)).toEqual(candles.slice(4));
    expect(exchange.questions.length - before).toBe(2);
    expect(clock.now() - at(6)).toBeGreaterThanOrEqual(10_000);
    expect(clock.now() - at(6)).toBeLessThan(60_000);
  });

  it('is asked for again and again, ever less often, when the exchange is late', async () => {
    const candles = hours(5);
    const { take, exchange, clock, lines } = await situation({
      candles: candles.slice(0, 4),
      now: at(4) + 20_000,
    });
    await take(4);
    const before = exchange.questions.length;
    const late: Mishap = (_, answer) => {
      if (exchange.questions.length - before === 9) exchange.candles = candles;
      answer();
    };
    exchange.mishaps.push(...Array.from({ length: 9 }, () => late));
    expect(await take(1)).toEqual(candles.slice(4));
    const pauses = clock.waits.slice(-8);
    expect(pauses.at(0)).toBeLessThanOrEqual(1_000);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(30_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
    expect(lines[0]).toMatch(
      /Bitstamp's BTC\/USD 1h of 2024-01-01T04:00:00.000Z is not there yet; attempt 5,/,
    );
  });

  it('is left out, and said to be, when the next one is there and it still is not', async () => {
    const candles = hours(8);
    const { take, lines } = await situation({
      candles: without(candles, 5),
      now: at(5) + HOUR / 2,
      from: at(4),
    });
    expect(await take(3)).toEqual([candles[4], candles[6], candles[7]]);
    expect(lines.filter((line) => line.startsWith('Left out'))).toEqual([
      expect.stringMatching(
        /Left out: .* of 2024-01-01T05:00:00.000Z .*The next one is of 2024-01-01T06:00:00.000Z/,
      ),
    ]);
  });
});

describe('an exchange in trouble', () => {
  const status =
    (code: number, headers: Record<string, string> = {}, body = ''): Mishap =>
    (response) =>
      response.writeHead(code, headers).end(body);
  const mishaps: [string, Mishap, RegExp][] = [
    ['fails', status(500, {}, 'Internal error'), /answered 500: Internal error/],
    [
      'sends a page instead of JSON',
      status(200, {}, '<html>\n<h1>Maintenance'),
      /expected candles.*<html> <h1>Main/,
    ],
    ['sends other JSON', (response) => sendJson(response, { code: 'x' }), /expected candles as JSON.*"code"/],
    ['sends nothing', status(200), /received nothing/],
    [
      'sends somebody elsewhere',
      status(302, { location: 'http://127.0.0.1:9/api/v2/ohlc/btcusd/' }),
      /Bitstamp answered 302/,
    ],
    [
      'does not stop sending',
      (response) => {
        response.writeHead(200);
        const more = () => response.write(' '.repeat(1_000_000), () => response.destroyed || more());
        more();
      },
      /can't be reached: its answer is larger than 8 MB/,
    ],
    ['hangs up', (response) => response.destroy(), /can't be reached/],
    ['never answers', () => undefined, /no answer within 0.2 s/],
    [
      'stops in the middle',
      (response) => response.writeHead(200).write('{"data":'),
      /no answer within 0.2 s/,
    ],
  ];

  it.each(mishaps)('that %s is asked again, and its candles come', async (_, mishap, message) => {
    const candles = hours(6);
    const { take, exchange, lines } = await situation({ candles, now: at(5) + HOUR / 2, timeoutMs: 200 });
    exchange.mishaps.push(mishap, mishap);
    expect(await take(6)).toEqual(candles);
    expect(lines[0]).toMatch(message);
    expect(lines).toContainEqual(expect.stringMatching(/^Back to normal after 2 failed attempts/));
  });

  it('that can’t be reached is asked until it can', async () => {
    const candles = hours(5);
    const { take, exchange, lines, clock } = await situation({ candles, now: at(5) + HOUR / 2 });
    const port = Number(new URL(exchange.url).port);
    await exchange.goAway();
    const taken = take(5);
    await expect.poll(() => clock.waits.length).toBeGreaterThan(3);
    await exchange.listen(port);
    expect(await taken).toEqual(candles);
    expect(lines[0]).toMatch(/Bitstamp \(127.0.0.1:\d+\) can't be reached: .*ECONNREFUSED/);
  });

  it('that limits the rate is left alone for as long as it asks, in seconds or until a date', async () => {
    const candles = hours(5);
    const now = at(5) + HOUR / 2;
    const { take, exchange, clock } = await situation({ candles, now });
    const date = new Date(now + 90_000 + 120_000).toUTCString();
    exchange.mishaps.push(status(429, { 'retry-after': '90' }), status(429, { 'retry-after': date }));
    expect(await take(5)).toEqual(candles);
    expect(clock.waits).toEqual([90_000, 120_000]);
  });

  it('that asks to be left alone for years is asked again within the hour', async () => {
    const { take, exchange, clock } = await situation({ candles: hours(5), now: at(5) + HOUR / 2 });
    exchange.mishaps.push(
      status(429, { 'retry-after': '99999999999' }),
      status(503, { 'retry-after': 'soon' }),
    );
    await take(5);
    expect(clock.waits[0]).toBe(HOUR);
    expect(clock.waits[1]).toBeLessThanOrEqual(2_000);
  });

  it('does not fill the log when it is away for hours', async () => {
    const candles = hours(5);
    const { take, exchange, lines, clock } = await situation({ candles, now: at(5) + HOUR / 2 });
    const away = status(502);
    exchange.mishaps.push(...Array.from({ length: 400 }, () => away));
    expect(await take(5)).toEqual(candles);
    expect(clock.now() - at(5)).toBeGreaterThan(4 * HOUR);
    expect(lines.length).toBeLessThan(12);
  });
});

describe('a candle that can’t be true', () => {
  const spoil = (candles: Ohlcv[], index: number, change: Record<string, unknown>): Mishap => {
    const rows = candles.map((candle, row) => ({ ...rowOf(candle), ...(row === index && change) }));
    return (response) => sendJson(response, answerOf(rows));
  };

  const spoiled: [string, Record<string, unknown>, RegExp][] = [
    ['no number', { high: 'n/a' }, /high should be a number, but is "n\/a"/],
    ['no value', { volume: undefined }, /volume should be a number, but is missing/],
    ['nothing', { close: null }, /close should be a number, but is null/],
    ['a high below the close', { high: '1' }, /high should be at least open/],
    ['a price of nothing', { low: '0' }, /low should be a price above 0/],
    ['no time', { timestamp: 'noon' }, /timestamp should be a number, but is "noon"/],
    [
      'a time off the grid',
      { timestamp: String(at(2) / 1_000 + 60) },
      /openTime should be the start of a full 1h/,
    ],
  ];

  it.each(spoiled)('with %s is asked for again, and the right one comes', async (_, change) => {
    const candles = hours(5);
    const { take, exchange, lines } = await situation({ candles, now: at(5) + HOUR / 2 });
    exchange.mishaps.push(...Array.from({ length: 4 }, () => spoil(candles, 2, change)));
    expect(await take(5)).toEqual(candles);
    expect(lines).toEqual([]);
  });

  it.each(spoiled)(
    'with %s is left out if it stays so, and the reason is told',
    async (_, change, message) => {
      const candles = hours(5);
      const { take, exchange, lines } = await situation({ candles, now: at(5) + HOUR / 2 });
      exchange.mishaps.push(...Array.from({ length: 5 }, () => spoil(candles, 2, change)));
      expect(await take(4)).toEqual(without(candles, 2));
      expect(lines).toEqual([
        expect.stringMatching(/^Left out: Bitstamp's BTC\/USD 1h of 2024-01-01T02:00:00.000Z/),
      ]);
      expect(lines[0]).toMatch(message);
    },
  );

  it('because two rows contradict each other is left out, never chosen', async () => {
    const candles = hours(5);
    const rows = [...candles, { ...(candles[2] as Ohlcv), volume: 1 }].map(rowOf);
    const { take, exchange, lines } = await situation({ candles, now: at(5) + HOUR / 2 });
    exchange.mishaps.push(
      ...Array.from({ length: 5 }, (): Mishap => (response) => sendJson(response, answerOf(rows))),
    );
    expect(await take(4)).toEqual(without(candles, 2));
    expect(lines.at(-1)).toMatch(/Left out: .*volume is [\d.]+ in one row and 1 in another/);
  });

  it('as the newest one holds nothing up for ever: the watch goes on with the next', async () => {
    const candles = hours(8);
    const { take, exchange, lines } = await situation({ candles, now: at(5) + HOUR / 2, from: at(5) });
    const broken: Mishap = (response) =>
      sendJson(
        response,
        answerOf(
          candles.map((candle, row) => (row === 5 ? { timestamp: candle.openTime / 1_000 } : rowOf(candle))),
        ),
      );
    exchange.mishaps.push(...Array.from({ length: 150 }, () => broken));
    expect(await take(2)).toEqual(candles.slice(6));
    expect(lines).toContainEqual(
      expect.stringMatching(/05:00:00.000Z is not usable: open should be a number, but is missing/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/Left out: .*05:00:00.000Z/));
  });
});

describe('whoever stops it', () => {
  const ends = async (source: AsyncGenerator<Ohlcv>) => (await source.next()).done;

  it('ends it while it waits for a candle to close', async () => {
    const stopping = new AbortController();
    const { take, source } = await situation({
      ...{ candles: hours(5), now: at(5) + HOUR / 2, signal: stopping.signal },
      clock: {
        now: () => at(5) + HOUR / 2,
        elapsed: () => 0,
        wait: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      },
    });
    await take(5);
    const ended = ends(source);
    stopping.abort();
    expect(await ended).toBe(true);
  });

  it('ends it while the exchange keeps it waiting, and the request with it', async () => {
    const { source, exchange, stopping, lines } = await situation({
      candles: hours(5),
      now: at(5) + HOUR / 2,
    });
    let isGivenUp: Promise<unknown> | undefined;
    exchange.mishaps.push((response) => {
      isGivenUp = once(response, 'close');
    });
    const ended = ends(source);
    await expect.poll(() => isGivenUp !== undefined).toBe(true);
    stopping.abort();
    expect(await ended).toBe(true);
    expect(lines).toEqual([]);
    await isGivenUp;
  });

  it('ends it between two candles of a page', async () => {
    const { take, source, stopping, exchange } = await situation({
      candles: hours(50),
      now: at(50) + HOUR / 2,
    });
    await take(3);
    stopping.abort();
    expect(await ends(source)).toBe(true);
    expect(exchange.questions).toHaveLength(1);
  });

  it('need not have begun', async () => {
    const { source, exchange } = await situation({
      candles: hours(5),
      now: at(5),
      signal: AbortSignal.abort(),
    });
    expect(await ends(source)).toBe(true);
    expect(exchange.questions).toEqual([]);
  });
});

it('refuses an interval that the exchange does not have, instead of asking for ever', async () => {
  const key = { exchange: '', symbol: 'BTC/USD', interval: '8h' } as const;
  const { signal } = new AbortController();
  const source = followExchange({ exchange: BITSTAMP, key, from: 0, url: 'http://127.0.0.1:1', signal });
  await expect(source.next()).rejects.toThrow(
    'Bitstamp: expected an interval of 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d, 3d, received "8h"',
  );
});

it('refuses a symbol that can’t be a market of the exchange', async () => {
  const key = { exchange: '', symbol: 'BTCUSD', interval: '1h' } as const;
  const { source } = await situation({ candles: [], now: at(5), key });
  await expect(source.next()).rejects.toThrow(UnknownMarketError);
});
