import { expect, it } from 'vitest';
import { startTestServer } from '../testing/running-server.ts';
import {
  candlesAround,
  PATIENCE,
  refuse,
  startExchange,
  startWatchServer,
  storedCandles,
  watchesOf,
  watchMarket,
  type Exchange,
  type ToldWatch,
} from './testing/watch-fixture.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const TEST_MS = 180_000;

/** What a watch that was begun at this time should have brought by now. */
const expected = (exchange: Exchange, { createdAt, historyDays }: ToldWatch) =>
  exchange.closed(Date.parse(createdAt) - historyDays * DAY);

it(
  'follows a market from so many days back, under the name of its exchange, and says how it is',
  async () => {
    await using kraken = await startExchange('kraken', '1h', candlesAround('1h', 100));
    await using server = await startWatchServer([kraken]);
    expect(server.app.watches.pid, 'without a watch there is no process').toBeUndefined();
    const watch = await watchMarket(server, { exchange: 'kraken', symbol: 'BTC/USD' });
    expect(watch).toMatchObject({ exchange: 'kraken', symbol: 'BTC/USD', interval: '1h', state: 'STARTING' });
    await expect.poll(() => watchesOf(server), PATIENCE).toMatchObject([{ state: 'LIVE' }]);
    const candles = expected(kraken, watch);
    expect(candles.length).toBeGreaterThan(40);
    expect(await storedCandles(server, kraken.key)).toEqual(candles);
    const newest = candles.at(-1)?.openTime ?? NaN;
    const [told] = await watchesOf(server);
    expect(told).toMatchObject({ failure: null, failingSince: null, lagSeconds: 0 });
    expect(Date.parse(told?.newestOpenTime ?? '')).toBe(newest);
    expect(Date.parse(told?.nextExpectedAt ?? '')).toBeGreaterThanOrEqual(newest + 2 * HOUR);
    const { data } = await server.ask('{ series { exchange symbol candleCount } }');
    expect(data).toEqual({
      series: [{ exchange: 'kraken', symbol: 'BTC/USD', candleCount: candles.length }],
    });
    expect((await watchMarket(server, { exchange: 'kraken', symbol: 'BTC/USD' })).id, 'once').toBe(watch.id);
  },
  TEST_MS,
);

it(
  'tells subscribers the whole list, then each change, until a watch is ended; its candles stay',
  async () => {
    await using kraken = await startExchange('kraken', '1h', candlesAround('1h', 60));
    await using server = await startWatchServer([kraken]);
    const lists = server
      .connect()
      .iterate<{ watches: ToldWatch[] }>({ query: 'subscription { watches { id symbol state failure } }' });
    const next = async () => (await lists.next()).value?.data?.watches;
    expect(await next()).toEqual([]);
    const { id } = await watchMarket(server, { exchange: 'kraken', symbol: 'BTC/USD' });
    let list = await next();
    expect(list).toMatchObject([{ id, symbol: 'BTC/USD' }]);
    while (list?.[0]?.state !== 'LIVE') list = await next();
    const end = 'mutation ($id: ID!) { unwatchMarket(id: $id) { id state failure } }';
    expect(await server.ask(end, { id })).toEqual({
      data: { unwatchMarket: { id, state: 'STOPPED', failure: null } },
    });
    while (list && list.length > 0) list = await next();
    expect(list).toEqual([]);
    expect(await watchesOf(server)).toEqual([]);
    expect((await storedCandles(server, kraken.key)).length).toBeGreaterThan(40);
    await expect.poll(() => server.app.watches.pid, PATIENCE).toBeUndefined();
    const again = await watchMarket(server, { exchange: 'kraken', symbol: 'BTC/USD' });
    expect(again.id).not.toBe(id);
    await expect.poll(() => watchesOf(server), PATIENCE).toMatchObject([{ id: again.id, state: 'LIVE' }]);
    await lists.return?.();
  },
  TEST_MS,
);

it(
  'goes on where it was after its process is killed in the middle of a history, and says so meanwhile',
  async () => {
    await using bitstamp = await startExchange('bitstamp', '1m', candlesAround('1m', 3 * 1_440));
    bitstamp.server.mishap = (isCandles) =>
      isCandles ? (_response, answer) => void setTimeout(answer, 300) : undefined;
    await using server = await startWatchServer([bitstamp]);
    const market = { exchange: 'bitstamp', symbol: 'BTC/USD', interval: '1m', historyDays: 2 };
    const watch = await watchMarket(server, market);
    const count = async () => (await storedCandles(server, bitstamp.key)).length;
    await expect.poll(count, PATIENCE).toBeGreaterThan(0);
    const { pid } = server.app.watches;
    if (pid === undefined) throw new Error('nothing follows the watch');
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => watchesOf(server), { ...PATIENCE, interval: 20 })
      .toMatchObject([
        {
          state: 'FAILING',
          failure: 'The process that follows the exchanges died (SIGKILL); it is started again in 1 s.',
        },
      ]);
    await expect.poll(() => watchesOf(server), PATIENCE).toMatchObject([{ state: 'LIVE', failure: null }]);
    expect(server.app.watches.pid).not.toBe(pid);
    const candles = expected(bitstamp, watch).slice(0, -2);
    expect((await storedCandles(server, bitstamp.key)).slice(0, candles.length)).toEqual(candles);
  },
  TEST_MS,
);

it(
  'waits for an exchange that is away at the first start with WATCH; what was ended is not begun again',
  async () => {
    await using bitstamp = await startExchange('bitstamp', '1h', candlesAround('1h', 80));
    bitstamp.server.mishap = () => refuse;
    const environment = { WATCH: 'bitstamp:BTC/USD:1h', WATCH_HISTORY_DAYS: '2' };
    const first = await startWatchServer([bitstamp], environment);
    await expect.poll(() => watchesOf(first), PATIENCE).toMatchObject([{ state: 'FAILING' }]);
    const [failing] = await watchesOf(first);
    expect(failing?.failure).toMatch(/^bitstamp .+ can't be reached: .+\.$/);
    expect(Date.parse(failing?.failingSince ?? '')).toBeLessThanOrEqual(Date.now());
    expect(failing?.newestOpenTime).toBeNull();
    bitstamp.server.mishap = () => undefined;
    await expect.poll(() => watchesOf(first), PATIENCE).toMatchObject([{ state: 'LIVE', failure: null }]);
    const [watch] = await watchesOf(first);
    if (!watch) throw new Error('no watch');
    expect(await storedCandles(first, bitstamp.key)).toEqual(expected(bitstamp, watch));
    await first.ask('mutation ($id: ID!) { unwatchMarket(id: $id) { id } }', { id: watch.id });
    await first[Symbol.asyncDispose]();

    await using second = await startWatchServer([bitstamp], environment, first.databaseUrl);
    expect(await watchesOf(second)).toEqual([]);
  },
  TEST_MS,
);

it(
  'stops the watch over a market that does not exist and says so; the others go on',
  async () => {
    await using kraken = await startExchange('kraken', '1h', candlesAround('1h', 60));
    const WATCH = 'kraken:constructor/USD:1h kraken:__proto__:1h kraken:BTC/USD:1h';
    await using server = await startWatchServer([kraken], { WATCH, WATCH_HISTORY_DAYS: '2' });
    await expect
      .poll(() => watchesOf(server), PATIENCE)
      .toMatchObject([
        { symbol: 'BTC/USD', state: 'LIVE', failure: null },
        { symbol: '__proto__', state: 'STOPPED', failure: 'kraken has no market "__proto__".' },
        { symbol: 'constructor/USD', state: 'STOPPED', failure: 'kraken has no market "constructor/USD".' },
      ]);
  },
  TEST_MS,
);

it(
  'follows a market of contracts whose size is not known: its volume is not known either, and nothing is judged by it',
  async () => {
    await using gate = await startExchange('gate', '1h', candlesAround('1h', 160), 'contract');
    gate.market.hasContractSize = false;
    await using server = await startWatchServer([gate]);
    const watch = await watchMarket(server, { ...gate.key, historyDays: 5 });
    await expect.poll(() => watchesOf(server), PATIENCE).toMatchObject([{ state: 'LIVE', failure: null }]);
    const candles = expected(gate, watch).map((candle) => ({ ...candle, volume: null }));
    expect(await storedCandles(server, gate.key)).toEqual(candles);
    const { data } = await server.ask<{ detections: { status: string; kinds: string[] }[] }>(
      '{ detections(exchange: "gate", symbol: "BTC/USDT:USDT", interval: "1h") { status kinds } }',
    );
    expect(data?.detections.filter(({ status }) => status === 'SCORED').length).toBeGreaterThan(60);
    const kinds = data?.detections.flatMap((detection) => detection.kinds);
    expect(kinds).not.toContain('VOLUME_SURGE');
    expect(kinds).not.toContain('FEED_FROZEN');
  },
  TEST_MS,
);

it(
  'lists exchanges and their markets, and refuses what can not be followed',
  async () => {
    await using kraken = await startExchange('kraken', '1m', candlesAround('1m', 60));
    await using server = await startWatchServer([kraken]);
    const query = `{
      exchanges { id name intervals }
      markets(exchange: "kraken", search: "usd btc") { exchange symbol base quote kind contractSize isActive }
    }`;
    interface Listed {
      exchanges: { id: string; name: string; intervals: string[] }[];
      markets: object[];
    }
    const { data } = await server.ask<Listed>(query);
    expect(data?.exchanges.length).toBeGreaterThan(60);
    const told = data?.exchanges.find(({ id }) => id === 'kraken');
    expect(told).toMatchObject({ name: 'Kraken' });
    expect(told?.intervals).toContain('1h');
    const market = { exchange: 'kraken', symbol: 'BTC/USD', base: 'BTC', quote: 'USD', kind: 'spot' };
    expect(data?.markets).toEqual([{ ...market, contractSize: null, isActive: true }]);

    const refusals: [Parameters<typeof watchMarket>[1], RegExp][] = [
      [
        { exchange: 'constructor', symbol: 'BTC/USD' },
        /^BAD_USER_INPUT: expected an exchange .* "constructor"/,
      ],
      [{ exchange: '', symbol: 'BTC/USD' }, /^BAD_USER_INPUT: exchange should be the id of an exchange/],
      [{ exchange: '__proto__', symbol: 'BTC/USD' }, /^BAD_USER_INPUT: exchange should be/],
      [{ exchange: 'kraken', symbol: 'BTC USD' }, /^BAD_USER_INPUT: symbol should be/],
      [
        { exchange: 'kraken', symbol: 'BTC/USX' },
        /^BAD_USER_INPUT: kraken has no market "BTC\/USX". The nearest names: BTC\/USD$/,
      ],
      [{ exchange: 'kraken', symbol: 'btc-usd' }, /has no market "btc-usd". The nearest names: BTC\/USD$/],
      [{ exchange: 'kraken', symbol: 'constructor' }, /^BAD_USER_INPUT: kraken has no market "constructor"$/],
      [
        { exchange: 'coinbase', symbol: 'BTC/USD', interval: '4h' },
        /^BAD_USER_INPUT: coinbase: expected an interval/,
      ],
      [
        { exchange: 'kraken', symbol: 'BTC/USD', historyDays: -1 },
        /^BAD_USER_INPUT: historyDays: expected 0 to/,
      ],
    ];
    for (const [wrong, message] of refusals) {
      await expect(watchMarket(server, wrong), JSON.stringify(wrong)).rejects.toThrow(message);
    }
    const unknown = await server.ask('mutation { unwatchMarket(id: "constructor") { id } }');
    expect(unknown.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  },
  TEST_MS,
);

it(
  'believes a market while its exchange does not answer, and says once it does that there is none',
  async () => {
    await using kraken = await startExchange('kraken', '1h', candlesAround('1h', 60));
    await using server = await startWatchServer([kraken]);
    kraken.server.mishap = () => refuse;
    const symbol = 'BTC/USX';
    await watchMarket(server, { exchange: 'kraken', symbol });
    await expect.poll(() => watchesOf(server), PATIENCE).toMatchObject([{ symbol, state: 'FAILING' }]);
    kraken.server.mishap = () => undefined;
    await expect
      .poll(() => watchesOf(server), PATIENCE)
      .toMatchObject([{ symbol, state: 'STOPPED', failure: 'kraken has no market "BTC/USX".' }]);
  },
  TEST_MS,
);

it(
  'refuses more markets than the rate limit of their exchange allows, and says how many fit',
  async () => {
    await using kraken = await startExchange('kraken', '1m', candlesAround('1m', 60));
    await using server = await startWatchServer([kraken]);
    kraken.server.mishap = () => refuse;
    for (let index = 0; index < 40; index++) {
      await watchMarket(server, { exchange: 'kraken', symbol: `C${index}/USD`, interval: '1m' });
    }
    await expect(
      watchMarket(server, { exchange: 'kraken', symbol: 'BTC/USD', interval: '1m' }),
    ).rejects.toThrow(
      /^LIMIT_EXCEEDED: kraken takes a request every 1.2 s: at most 40 markets at 1m can be kept fresh/,
    );
  },
  TEST_MS,
);

it('needs the token of those who may send candles, and shows the watches to those who may read', async () => {
  await using server = await startTestServer({ INGEST_TOKEN: 'a-token-of-some-length' });
  await expect(watchMarket(server, { exchange: 'kraken', symbol: 'BTC/USD' })).rejects.toThrow(
    /^UNAUTHENTICATED/,
  );
  const ended = await server.ask('mutation { unwatchMarket(id: "1") { id } }');
  expect(ended.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(await watchesOf(server)).toEqual([]);
  expect(server.app.watches.pid).toBeUndefined();
});

it(
  'stores what an exchange corrects beside the candle, once, and leaves the judgement as it was',
  async () => {
    await using bitstamp = await startExchange('bitstamp', '1h', candlesAround('1h', 80));
    const { market, key } = bitstamp;
    const { databaseUrl, ...first } = await startWatchServer([bitstamp]);
    await watchMarket(first, key);
    await expect.poll(() => watchesOf(first), PATIENCE).toMatchObject([{ state: 'LIVE' }]);
    const stored = await storedCandles(first, key);
    const openTime = stored.at(-5)?.openTime;
    const index = market.candles.findIndex((candle) => candle.openTime === openTime);
    const before = market.candles[index];
    if (!before) throw new Error('nothing to correct');
    const name = `exchange: "bitstamp", symbol: "BTC/USD", interval: "1h"`;
    const query = `{
      corrections(${name}) { exchange symbol interval openTime noticedAt open high low close volume }
      detections(${name}) { id candle { high } status anomalyScore threshold isAnomaly detectedAt }
    }`;
    type Told = {
      corrections: { noticedAt: string; openTime: string; high: number }[];
      detections: object[];
    };
    const { data: uncorrected } = await first.ask<Told>(query);
    expect(uncorrected?.corrections).toEqual([]);
    await first[Symbol.asyncDispose]();

    const restartWith = async (high: number, corrections: number) => {
      market.candles[index] = { ...before, high };
      await using server = await startWatchServer([bitstamp], {}, databaseUrl);
      const read = async () => (await server.ask<Told>(query)).data;
      await expect.poll(() => watchesOf(server), PATIENCE).toMatchObject([{ state: 'LIVE' }]);
      await expect.poll(async () => (await read())?.corrections.length, PATIENCE).toBe(corrections);
      const told = await read();
      expect(told?.detections.slice(0, uncorrected?.detections.length)).toEqual(uncorrected?.detections);
      return told?.corrections;
    };
    const high = before.high * 1.01;
    const [correction] = (await restartWith(high, 1)) ?? [];
    expect(correction).toMatchObject({ ...key, openTime: new Date(before.openTime).toISOString(), high });
    expect(await restartWith(high, 1), 'the same again is no news').toEqual([correction]);
    expect(await restartWith(before.high * 1.02, 2), 'and then another').toMatchObject([
      { high },
      { high: before.high * 1.02 },
    ]);
  },
  TEST_MS,
);
