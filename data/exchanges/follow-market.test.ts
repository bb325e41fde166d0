import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EpochMs, Interval } from '../ohlcv.ts';
import { simulate } from '../simulator/simulate.ts';
import { UnknownIntervalError, UnknownMarketError } from './exchange-errors.ts';
import { followMarket } from './follow-market.ts';
import { DIALECTS } from './testing/dialects.ts';
import { sendJson, type Mishap } from './testing/fake-exchange.ts';
import type { ServedCandle, ServedRow } from './testing/fake-market.ts';
import { BEGIN, HOUR, hourly, minutely, setScene } from './testing/fixtures.ts';

const EXCHANGES = DIALECTS.map(({ exchange }) => exchange);
const at = (hour: number) => BEGIN + hour * HOUR;

function servedAt(candles: readonly ServedCandle[], hour: number): ServedCandle {
  const candle = candles[hour];
  if (!candle) throw new Error(`no candle at hour ${hour}`);
  return candle;
}

/** Does something to the first so many answers with candles. */
function firstTimes(times: number, mishap: Mishap) {
  let left = times;
  return (isCandles: boolean) => (isCandles && left-- > 0 ? mishap : undefined);
}

describe.each(EXCHANGES)('a market of %s', (exchange) => {
  it('comes whole, history and present alike, each closed candle once and in order', async () => {
    const hours = { kraken: 700, kucoin: 1_600 }[exchange] ?? 1_100;
    const candles = hourly(hours + 8);
    await using scene = await setScene({ exchange, candles, now: at(hours) + 1 });
    expect(await scene.until(at(hours + 6))).toEqual(candles.slice(0, hours + 7));
    expect(scene.troubles).toEqual([]);
  });

  it('has minutes, too, in the newest pages of a day', async () => {
    const candles = minutely(700);
    const minute = (index: number) => candles[index]?.openTime ?? NaN;
    await using scene = await setScene({ exchange, candles, interval: '1m', now: minute(690) + 30_000 });
    expect(await scene.until(minute(695))).toEqual(candles.slice(0, 696));
  });
});

describe('weeks and three days', () => {
  const DAY = 24 * HOUR;
  const simulated = (interval: Interval, from: EpochMs) => [
    ...simulate({ seed: 3, interval, from, count: 120 }),
  ];

  it.each<[string, string, Interval, EpochMs]>([
    ['binance', 'a Monday', '1w', BEGIN],
    ['kucoin', 'a Thursday', '1w', BEGIN + 3 * DAY],
    ['gate', 'a Thursday', '1w', BEGIN + 3 * DAY],
    ['kraken', 'a Thursday', '1w', BEGIN + 3 * DAY],
    ['binance', 'any day', '3d', BEGIN + DAY],
    ['binance', 'another day', '3d', BEGIN + 2 * DAY],
  ])('of %s begin on %s, as they come', async (exchange, _, interval, begin) => {
    const candles = simulated(interval, begin);
    const now = servedAt(candles, 110).openTime + HOUR;
    await using scene = await setScene({ exchange, candles, now, interval, from: begin - 2 * DAY });
    expect(await scene.until(servedAt(candles, 115).openTime)).toEqual(candles.slice(0, 116));
    expect(scene.troubles).toEqual([]);
  });

  it('that begin on another day than before are refused, as is another interval under their name', async () => {
    const candles = simulated('1w', BEGIN);
    const now = servedAt(candles, 110).openTime + HOUR;
    await using scene = await setScene({ exchange: 'binance', candles, now, interval: '1w' });
    const shifted = (days: number) => (rows: ServedRow[]) =>
      rows.map((row, index) => (index === 0 ? row : { ...row, openTime: row.openTime - days * DAY }));
    const tampers = [
      shifted(4),
      shifted(3),
      (rows: ServedRow[]) => rows.map((row, index) => ({ ...row, openTime: BEGIN + 3 * DAY * index })),
    ];
    scene.server.tamper = (rows) => tampers.shift()?.(rows) ?? rows;
    expect(await scene.until(servedAt(candles, 112).openTime)).toEqual(candles.slice(0, 113));
    expect(scene.troubles.map(({ kind }) => kind)).toEqual(['failing', 'failing', 'failing', 'recovered']);
    expect(scene.troubles[0]?.message).toMatch(/^binance: expected candles 1w apart/);
  });
});

describe('an exchange that answers badly loses nothing and ends nothing:', () => {
  const page: Mishap = (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back soon</h1>');
  const status =
    (code: number, headers = {}): Mishap =>
    (response) =>
      response.writeHead(code, headers).end('{"message":"busy"}');
  const mishaps: [string, Mishap][] = [
    ['with a page of text and status 200', page],
    ['with nothing', (response) => response.writeHead(200).end()],
    ['with half of an answer', (response) => response.writeHead(200).end('[[1704067200000,"42')],
    ['by closing the connection', (response) => response.destroy()],
    ['with 500', status(500)],
    ['with 404', status(404)],
    ['with 523 of a proxy', status(523)],
    ['with 429', status(429, { 'retry-after': '120' })],
    ['with a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['with a redirect to nowhere', status(301)],
    ['with headers and then silence', (response) => response.writeHead(200).write('[')],
    ['with silence', () => undefined],
  ];

  it.each(mishaps)('%s', async (_, mishap) => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1, deadlineMs: 150 });
    scene.server.mishap = firstTimes(3, mishap);
    expect(await scene.until(at(25))).toEqual(candles.slice(0, 26));
    expect(scene.kinds()).toEqual(['failing', 'recovered']);
  });

  it.each(mishaps)('%s, when asked for its markets', async (_, mishap) => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange: 'kraken', candles, now: at(20) + 1, deadlineMs: 150 });
    let left = 3;
    scene.server.mishap = (isCandles) => (!isCandles && left-- > 0 ? mishap : undefined);
    expect(await scene.until(at(25))).toEqual(candles.slice(0, 26));
    expect(scene.kinds()).toEqual(['failing', 'recovered']);
  });

  it('with JSON of another kind, which ccxt takes for no candles', async () => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    scene.server.mishap = firstTimes(6, (response) => sendJson(response, { maintenance: true }));
    expect(await scene.until(at(25))).toEqual(candles.slice(0, 26));
    expect(scene.kinds()).toEqual(['failing', 'recovered']);
    expect(scene.troubles[0]?.message).toBe(
      'binance BTC/USDT 1h: there is nothing from 2024-01-01T00:00:00.000Z on',
    );
  });

  it.each([
    ['kraken', { error: ['EService:Unavailable'] }, 'kraken: {"error":["EService:Unavailable"]}'],
    ['okx', { code: '50001', msg: 'Service under maintenance', data: [] }, 'okx: {"code":"50001",'],
    ['kucoin', { code: '500000', msg: 'The system is being updated' }, 'kucoin: {"code":"500000",'],
  ])(
    'with its word for maintenance, which is told with its name once: %s',
    async (exchange, answer, words) => {
      const candles = hourly(30);
      await using scene = await setScene({ exchange, candles, now: at(20) + 1 });
      scene.server.mishap = firstTimes(2, (response) => sendJson(response, answer));
      expect(await scene.until(at(25))).toEqual(candles.slice(0, 26));
      expect(scene.troubles[0]?.message.slice(0, words.length)).toBe(words);
    },
  );

  it('for hours, and then goes on where it was', async () => {
    const candles = hourly(50);
    await using scene = await setScene({ exchange: 'bybit', candles, now: at(20) + 1 });
    scene.server.mishap = () => (scene.clock.now() > at(30) && scene.clock.now() < at(34) ? page : undefined);
    expect(await scene.until(at(40))).toEqual(candles.slice(0, 41));
    const attempts = scene.troubles.filter(({ kind }) => kind === 'failing').length;
    expect(attempts).toBeGreaterThan(4 * 60);
    expect(attempts).toBeLessThan(4 * 60 * 2.1);
  });

  it('after the time that it names in Retry-After', async () => {
    await using scene = await setScene({ exchange: 'binance', candles: hourly(30), now: at(20) + 1 });
    scene.server.mishap = firstTimes(1, status(429, { 'retry-after': '120' }));
    await scene.until(at(20));
    expect(scene.clock.waits).toContain(120_000);
    expect(scene.troubles[0]?.message).toBe('binance answered 429: {"message":"busy"}');
  });

  it('with more than can be held', async () => {
    const candles = hourly(30);
    await using scene = await setScene({
      exchange: 'binance',
      candles,
      now: at(20) + 1,
      largestAnswerBytes: 100_000,
    });
    scene.server.mishap = firstTimes(1, (response) => {
      const more = () => {
        while (!response.destroyed && response.write('[1,2,3],'.repeat(1_000)));
      };
      response.writeHead(200).on('drain', more);
      more();
    });
    expect(await scene.until(at(20))).toEqual(candles.slice(0, 21));
    expect(scene.troubles[0]?.message).toMatch(/more than 0.1 MB/);
  });
});

describe('rows that can not be true refuse their whole answer:', () => {
  const change = (part: Partial<ServedRow>) => (rows: ServedRow[]) =>
    rows.map((row, index) => (index === 5 ? { ...row, ...part } : row));
  it.each<[string, (rows: ServedRow[]) => ServedRow[]]>([
    ['a price of 0', change({ low: 0 })],
    ['a price that is no number', change({ close: NaN })],
    ['a high below the low', change({ high: 1 })],
    ['a negative volume', change({ volume: -1 })],
    [
      'a time between two candles',
      (rows) => rows.map((row) => ({ ...row, openTime: row.openTime + 60_000 })),
    ],
    [
      'a time in the future',
      (rows) => rows.map((row) => ({ ...row, openTime: row.openTime + 90 * 24 * HOUR })),
    ],
    [
      'another interval',
      (rows) => rows.map((row, index) => ({ ...row, openTime: BEGIN + index * HOUR * 2.5 })),
    ],
    [
      'two that contradict each other',
      (rows) => rows.flatMap((row, index) => (index === 5 ? [row, { ...row, close: row.open }] : [row])),
    ],
  ])('%s', async (_, tamper) => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    let left = 3;
    scene.server.tamper = (rows) => (left-- > 0 ? tamper(rows) : rows);
    expect(await scene.until(at(20))).toEqual(candles.slice(0, 21));
    expect(scene.troubles[0]?.message).toMatch(/^binance: expected .*, received /);
  });
});

describe('a row that can not be true and that the exchange has for good', () => {
  const at10 = (part: Partial<ServedRow>) => (rows: ServedRow[]) =>
    rows.map((row) => (row.openTime === at(10) ? { ...row, ...part } : row));
  it.each<[string, (rows: ServedRow[]) => ServedRow[], string]>([
    ['a price of 0', at10({ low: 0 }), 'expected as low of the 1h candle of 2024-01-01T10:00:00.000Z '],
    ['a high below the low', at10({ high: 1 }), 'expected as high of the 1h candle of 2024-01-01T10:00'],
    ['a negative volume', at10({ volume: -1 }), 'expected as volume of the 1h candle of 2024-01-01T10:00'],
    [
      'a time between two candles',
      at10({ openTime: at(10) + 60_000 }),
      'expected as openTime of a 1h candle the start of',
    ],
    ['a time of another year', at10({ openTime: at(10_000) }), 'at or before 2024-01-02T'],
    [
      'two for one time',
      (rows) => rows.flatMap((row) => (row.openTime === at(10) ? [row, { ...row, close: row.open }] : [row])),
      'expected one candle for each time, received two for 2024-01-01T10:00:00.000Z with other values',
    ],
  ])('costs no other candle: %s', async (_, tamper, words) => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    scene.server.tamper = tamper;
    expect(await scene.until(at(25))).toEqual(candles.filter((_, hour) => hour !== 10 && hour <= 25));
    const [impossible] = scene.troubles.filter(({ kind }) => kind === 'impossible');
    expect(impossible?.message).toContain(
      "binance BTC/USDT 1h: a candle that can't be true will be left out: ",
    );
    expect(impossible?.message).toContain(words);
    expect(scene.troubles.filter(({ kind }) => kind === 'missing')).toMatchObject([
      { missing: { from: at(10), to: at(11), count: 1 } },
    ]);
    // It stands in each later answer, too, and is no failure any more.
    expect(scene.troubles.filter(({ kind }) => kind === 'failing').length).toBeLessThan(10);
  });

  it('is taken as soon as the exchange has corrected it', async () => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    let left = 4;
    scene.server.tamper = (rows) => (left-- > 0 ? at10({ low: 0 })(rows) : rows);
    expect(await scene.until(at(25))).toEqual(candles.slice(0, 26));
    expect(scene.kinds()).toEqual(['failing', 'recovered']);
  });

  it('ends the trust in an answer when most rows are like it', async () => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    let left = 20;
    scene.server.tamper = (rows) => (left-- > 0 ? rows.map((row) => ({ ...row, low: 0 })) : rows);
    expect(await scene.until(at(25))).toEqual(candles.slice(0, 26));
    expect(scene.kinds()).toEqual(['failing', 'recovered']);
  });
});

describe('rows of nothing or zeros for intervals without a trade', () => {
  it.each([0, NaN])('are no candles (%d)', async (value) => {
    const candles = hourly(40);
    const isQuiet = (hour: number) => hour > 4 && hour < 17;
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    const nothing = { open: value, high: value, low: value, close: value, volume: 0 };
    scene.server.tamper = (rows) =>
      rows.map((row) => (isQuiet((row.openTime - BEGIN) / HOUR) ? { ...row, ...nothing } : row));
    expect(await scene.until(at(25))).toEqual(candles.filter((_, hour) => !isQuiet(hour) && hour <= 25));
    expect(scene.kinds()).toEqual(['missing']);
  });
});

it('a clock that is behind the exchange is told as such', async () => {
  await using scene = await setScene({ exchange: 'binance', candles: hourly(30), now: at(20) + 1 });
  let left = 2;
  scene.server.tamper = (rows) =>
    left-- > 0 ? rows.map((row) => ({ ...row, openTime: row.openTime + HOUR })) : rows;
  await scene.until(at(20));
  expect(scene.troubles[0]?.message).toMatch(
    /^binance: expected a 1h candle that has begun by this machine's clock, 2024-01-01T20:00:00.*Z, received "2024-01-01T21:00:00.000Z"$/,
  );
});

describe('candles that the exchange does not have', () => {
  it('are told, and skipped, when several answers agree', async () => {
    const candles = hourly(60).filter((_, hour) => hour < 20 || hour > 24);
    await using scene = await setScene({ exchange: 'bitstamp', candles, now: at(50) + 1 });
    expect(await scene.until(at(52))).toEqual(candles.filter(({ openTime }) => openTime <= at(52)));
    const missing = { from: at(20), to: at(25), count: 5, isHead: false };
    expect(scene.troubles.filter(({ kind }) => kind === 'missing')).toMatchObject([{ missing }]);
    expect(scene.server.candleRequests.length).toBeGreaterThanOrEqual(5);
  });

  it('are waited for when they are only late', async () => {
    const candles = hourly(60);
    await using scene = await setScene({ exchange: 'bitstamp', candles, now: at(50) + 1 });
    let left = 4;
    scene.server.tamper = (rows) => (left-- > 0 ? rows.filter(({ openTime }) => openTime !== at(30)) : rows);
    expect(await scene.until(at(52))).toEqual(candles.slice(0, 53));
    expect(scene.kinds()).not.toContain('missing');
  });

  it.each(['coinbase', 'kucoin', 'okx', 'gate', 'bitstamp'])(
    'for longer than a page of %s do not end the following',
    async (exchange) => {
      const candles = hourly(2_000).filter((_, hour) => hour < 100 || hour >= 1_900);
      await using scene = await setScene({ exchange, candles, now: at(1_950) + 1 });
      expect(await scene.until(at(1_955))).toEqual(candles.filter(({ openTime }) => openTime <= at(1_955)));
      expect(scene.troubles.filter(({ kind }) => kind === 'missing')).toMatchObject([
        { missing: { from: at(100), to: at(1_900), count: 1_800 } },
      ]);
    },
  );

  it('behind empty answers are asked for a second time before they are believed', async () => {
    const candles = hourly(1_500);
    await using scene = await setScene({ exchange: 'coinbase', candles, now: at(1_400) + 1 });
    let left = 6;
    scene.server.tamper = (rows) => (left-- > 0 ? [] : rows);
    expect(await scene.until(at(1_400))).toEqual(candles.slice(0, 1_401));
    expect(scene.kinds()).not.toContain('missing');
  });

  it('because it keeps only the newest are told as such', async () => {
    const candles = hourly(1_010);
    await using scene = await setScene({ exchange: 'kraken', candles, now: at(1_000) + 1 });
    expect((await scene.until(at(1_002)))[0]?.openTime).toBe(at(281));
    expect(scene.troubles.find(({ kind }) => kind === 'missing')).toMatchObject({
      message: expect.stringContaining(
        'the exchange keeps the newest 720: begins at 2024-01-12T17:00:00.000Z',
      ),
      missing: { isHead: true },
    });
  });
});

it.each([
  [800, '2024-02-03T08:00'],
  [300, '2024-01-13T12:00'],
])('a market that is younger than what its exchange keeps is told as such (%d)', async (begin, begins) => {
  const candles = hourly(1_100).slice(begin);
  await using scene = await setScene({ exchange: 'kraken', candles, now: at(1_000) + 1 });
  await scene.until(at(1_002));
  expect(scene.troubles.find(({ kind }) => kind === 'missing')?.message).toContain(
    `the exchange has none before: begins at ${begins}`,
  );
});

describe('an exchange that refuses what is too long ago', () => {
  const minute = (index: number) => BEGIN + index * 60_000;
  /** As Gate does, with the time of a scene. */
  const refusing =
    (now: () => EpochMs): Mishap =>
    (response, answer, request) => {
      const from = Number(new URL(request.url ?? '/', 'http://gate').searchParams.get('from')) * 1_000;
      const message = 'Candlestick too long ago. Maximum 10000 points ago are allowed';
      if (now() - from > 10_000 * 60_000) sendJson(response, { label: 'INVALID_PARAM_VALUE', message }, 400);
      else answer();
    };

  it('is asked for what it gives, and what it does not is told', async () => {
    const candles = minutely(13_100);
    await using scene = await setScene({
      ...{ exchange: 'gate', candles, interval: '1m', now: minute(13_000) + 1 },
    });
    scene.server.mishap = (isCandles) => (isCandles ? refusing(scene.clock.now) : undefined);
    const received = await scene.until(minute(13_050));
    const first = received[0]?.openTime ?? NaN;
    expect(first).toBeLessThanOrEqual(minute(3_101));
    expect(received).toEqual(
      candles.filter(({ openTime }) => openTime >= first && openTime <= minute(13_050)),
    );
    expect(scene.kinds()).toEqual(['missing']);
    expect(scene.troubles[0]?.message).toMatch(
      /^gate BTC\/USDT 1m: the exchange keeps the newest 9900: begins at /,
    );
  });

  it('goes on after an outage that was longer than that', async () => {
    const candles = minutely(24_000);
    await using scene = await setScene({
      ...{ exchange: 'gate', candles, interval: '1m', now: minute(1_000) + 1 },
    });
    scene.server.mishap = (isCandles) => (isCandles ? refusing(scene.clock.now) : undefined);
    const received: EpochMs[] = [];
    for await (const { openTime } of scene.follow()) {
      received.push(openTime);
      // The machine sleeps.
      if (openTime === minute(1_010)) scene.clock.set(20_000 * 60_000);
      if (openTime === minute(21_050)) break;
    }
    const gap = received.findIndex((time, index) => time - (received[index - 1] ?? time) > 60_000);
    expect(received[gap - 1]).toBe(minute(1_010));
    expect(received[gap]).toBeLessThanOrEqual(minute(21_020 - 9_890));
    expect(received).toHaveLength(1_011 + (minute(21_051) - (received[gap] ?? NaN)) / 60_000);
  });
});

describe('an exchange that keeps only the newest candles, and drops one whenever one closes', () => {
  /** Requests for candles from this number on, so many of them, are answered in another way. */
  const instead = (first: number, count: number, mishap: Mishap) => {
    let number = 0;
    return (isCandles: boolean): Mishap | undefined =>
      isCandles && ++number > first && number <= first + count ? mishap : undefined;
  };
  const minute = (index: number) => BEGIN + index * 60_000;

  it('is followed also when it was away at the start, and is asked ever less often', async () => {
    const candles = minutely(1_100);
    await using scene = await setScene({
      ...{ exchange: 'kraken', candles, interval: '1m', now: minute(900) + 1 },
    });
    scene.server.mishap = instead(0, 12, (response) => response.destroy());
    const received = await scene.until(minute(1_000));
    const [first] = received;
    expect(received).toEqual(
      candles.filter(({ openTime }) => openTime >= (first?.openTime ?? NaN) && openTime <= minute(1_000)),
    );
    // Twelve failures take some seven minutes, after which 720 are kept.
    expect(first?.openTime).toBeGreaterThan(minute(180));
    expect(first?.openTime).toBeLessThan(minute(200));
  });

  it('goes on after an outage of which it has not kept all, and says what is missing', async () => {
    const candles = minutely(2_500);
    await using scene = await setScene({
      ...{ exchange: 'kraken', candles, interval: '1m', now: minute(300) + 1 },
    });
    const inAnHour: Mishap = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    scene.server.mishap = instead(60, 14, inAnHour);
    const received = await scene.until(minute(1_700));
    const gap = received.findIndex(
      ({ openTime }, index) => index > 0 && openTime - (received[index - 1]?.openTime ?? NaN) > 60_000,
    );
    const [before, behind] = [received[gap - 1]?.openTime ?? NaN, received[gap]?.openTime ?? NaN];
    expect(received).toEqual(
      candles.filter(
        ({ openTime }) => openTime <= minute(1_700) && (openTime <= before || openTime >= behind),
      ),
    );
    expect(scene.troubles.filter(({ kind }) => kind === 'missing')).toMatchObject([
      { missing: { from: before + 60_000, to: behind, isHead: false } },
    ]);
  });
});

describe('the running candle', () => {
  it.each(['bitstamp', 'kraken', 'okx'])('of %s never comes, however late it is', async (exchange) => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange, candles, now: at(20) + 30 * 60_000 });
    for await (const candle of scene.follow()) {
      expect(candle).toEqual(candles.find(({ openTime }) => openTime === candle.openTime));
      expect(scene.clock.now()).toBeGreaterThanOrEqual(candle.openTime + HOUR);
      if (candle.openTime === at(22)) break;
    }
  });

  it('is not closed by our clock alone', async () => {
    const candles = hourly(21);
    await using scene = await setScene({ exchange: 'bitstamp', candles, now: at(20) + 1 });
    const comes = scene.follow();
    for (let hour = 0; hour < 20; hour++) await comes.next();
    const last = comes.next();
    // An hour and a half later nothing newer is there, and so nothing was handed on.
    while (scene.clock.now() < at(22.5)) await setImmediate();
    expect(await Promise.race([last, 'nothing'])).toBe('nothing');
    scene.market.candles.push({ ...servedAt(candles, 20), openTime: at(22) });
    expect(await last).toMatchObject({ value: { openTime: at(20) } });
  });
});

describe('a market', () => {
  it('whose closed candle is changed afterwards tells so, and hands nothing on twice', async () => {
    const candles = hourly(40);
    await using scene = await setScene({ exchange: 'binance', candles: [...candles], now: at(30) + 1 });
    const times: number[] = [];
    for await (const { openTime } of scene.follow()) {
      times.push(openTime);
      const before = servedAt(candles, 25);
      if (openTime === at(31)) scene.market.candles[25] = { ...before, high: before.high * 1.01 };
      if (openTime === at(35)) break;
    }
    expect(times).toEqual(candles.slice(0, 36).map(({ openTime }) => openTime));
    expect(scene.troubles).toMatchObject([{ kind: 'corrected', before: { openTime: at(25) } }]);
  });

  it('of an exchange whose servers contradict each other is corrected a few times, not with every answer', async () => {
    const candles = hourly(60);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    let answers = 0;
    scene.server.tamper = (rows) => {
      const isOther = ++answers % 2 === 0;
      return rows.map((row) => {
        if (isOther && row.openTime === at(18)) return { ...row, volume: row.volume * 2 };
        // And all of them round in another way.
        return isOther ? { ...row, volume: row.volume * (1 + 4e-16) } : row;
      });
    };
    expect((await scene.until(at(40))).map(({ openTime }) => openTime)).toEqual(
      candles.slice(0, 41).map(({ openTime }) => openTime),
    );
    const corrected = scene.troubles.filter(({ kind }) => kind === 'corrected');
    expect(corrected).toHaveLength(5);
    for (const { message } of corrected) expect(message).toContain('2024-01-01T18:00');
  });

  it.each([
    ['gate', 0.0001],
    ['kucoin', 0.001],
    ['binance', 1],
    ['okx', 1],
    ['bybit', 1],
  ])('of contracts on %s has its volume in base coins', async (exchange, unit) => {
    const candles = hourly(30);
    await using scene = await setScene({ exchange, candles, kind: 'contract', now: at(20) + 1 });
    const volumes = (await scene.until(at(19))).map(({ volume }) => volume);
    expect(volumes).toHaveLength(20);
    for (const [index, volume] of volumes.entries()) {
      expect(volume).toBeCloseTo((candles[index]?.volume ?? NaN) * unit, 6);
    }
  });

  it('that is not listed is refused, also by the name of a part of an object', async () => {
    await using scene = await setScene({ exchange: 'kraken', candles: hourly(2), now: at(2) });
    for (const symbol of ['BTC/EUR', 'constructor', '__proto__', 'toString']) {
      const signal = new AbortController().signal;
      const { clock, connection } = scene;
      const options = {
        exchange: 'kraken',
        symbol,
        interval: '1h',
        from: BEGIN,
        signal,
        clock,
        connection,
      } as const;
      await expect(followMarket(options).next()).rejects.toThrow(UnknownMarketError);
    }
  });

  it('that is delisted ends the following, once the list of markets says so', async () => {
    const candles = hourly(60);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    const { market: other } = scene;
    const times: number[] = [];
    const following = async () => {
      for await (const { openTime } of scene.follow()) {
        times.push(openTime);
        if (openTime === at(25)) scene.server.markets = [{ ...other, id: 'ETHUSDT', base: 'ETH' }];
      }
    };
    await expect(following()).rejects.toThrow(UnknownMarketError);
    expect(times).toEqual(candles.slice(0, 26).map(({ openTime }) => openTime));
  });

  it('is not taken for delisted when the list of markets is empty', async () => {
    const candles = hourly(60);
    await using scene = await setScene({ exchange: 'binance', candles, now: at(20) + 1 });
    const listed = scene.server.markets;
    const times: number[] = [];
    for await (const { openTime } of scene.follow()) {
      times.push(openTime);
      if (openTime === at(25)) {
        scene.server.markets = [];
        scene.server.mishap = () => {
          if (scene.clock.now() > at(27)) scene.server.markets = listed;
          return undefined;
        };
      }
      if (openTime === at(31)) break;
    }
    expect(times).toEqual(candles.slice(0, 32).map(({ openTime }) => openTime));
  });

  it('is refused at an interval that its exchange does not have, or has under a wrong name', async () => {
    await using scene = await setScene({
      exchange: 'bitstamp',
      candles: hourly(2),
      now: at(2),
      interval: '1w',
    });
    await expect(scene.follow().next()).rejects.toThrow(UnknownIntervalError);
  });
});
