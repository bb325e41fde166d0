import type { Ohlcv } from '../ohlcv.ts';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { FastClock } from '../testing/fast-clock.ts';
import { ScaledClock } from '../testing/scaled-clock.ts';
import { TooManyMarketsError, UnknownExchangeError, UnknownIntervalError } from './exchange-errors.ts';
import { followMarkets, type MarketWatch } from './follow-markets.ts';
import { FakeExchange, type Mishap } from './testing/fake-exchange.ts';
import type { FakeMarket } from './testing/fake-market.ts';
import { BEGIN, HOUR, bitcoinOn, dialectOf, hourly, minutely } from './testing/fixtures.ts';
import type { WatchStatus } from './watch-status.ts';

const MINUTE = 60_000;
const at = (hour: number) => BEGIN + hour * HOUR;

/** Servers for exchanges, and what comes of the watches over them. */
async function setStage(markets: Record<string, FakeMarket[]>, clock: Clock) {
  const servers = new Map<string, FakeExchange>();
  for (const [exchange, theirs] of Object.entries(markets)) {
    const options = { dialect: dialectOf(exchange), markets: theirs, now: clock.now };
    servers.set(exchange, await FakeExchange.start(options));
  }
  const candles = new Map<string, Ohlcv[]>();
  const began = clock.now();
  /** How late candles of a minute came that closed while they were followed. */
  const lags: number[] = [];
  const statuses: WatchStatus[] = [];
  const corrections: string[] = [];
  const followed = followMarkets({
    hosts: new Map([...servers].map(([exchange, { host }]) => [exchange, host])),
    clock,
    onCandles: ({ id, interval }, fresh) => {
      candles.set(id, [...(candles.get(id) ?? []), ...fresh]);
      const closed = (fresh.at(-1)?.openTime ?? NaN) + MINUTE;
      if (interval === '1m' && closed > began) lags.push(clock.now() - closed);
    },
    onCorrection: ({ id }, before) =>
      void corrections.push(`${id} ${new Date(before.openTime).toISOString()}`),
    onStatus: (status) => statuses.push(status),
  });
  return {
    server: (exchange: string) => {
      const server = servers.get(exchange);
      if (!server) throw new Error(`no server for ${exchange}`);
      return server;
    },
    followed,
    candles,
    lags,
    statuses,
    corrections,
    states: (id: string) =>
      statuses
        .filter((status) => status.id === id)
        .map(({ state }) => state)
        .filter((state, index, all) => state !== all[index - 1]),
    async [Symbol.asyncDispose]() {
      await followed.dispose();
      for (const server of servers.values()) await server[Symbol.asyncDispose]();
    },
  };
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await turn();
};

const watchOf = (exchange: string, symbol: string, part: Partial<MarketWatch> = {}): MarketWatch => ({
  ...{ id: `${exchange} ${symbol}`, exchange, symbol, interval: '1h', from: BEGIN },
  ...part,
});

it('follows several exchanges at once, and says of each watch how it is', async () => {
  const clock = new FastClock(at(20) + 1);
  const [kraken, okx] = [bitcoinOn('kraken', hourly(60)), bitcoinOn('okx', hourly(60, 2))];
  await using stage = await setStage({ kraken: [kraken.market], okx: [okx.market] }, clock);
  const added = await stage.followed.add(watchOf('kraken', 'BTC/USD'));
  expect(added).toEqual({
    ...{ id: 'kraken BTC/USD', exchange: 'kraken', symbol: 'BTC/USD', interval: '1h', state: 'STARTING' },
    ...{ newestOpenTime: null, nextExpectedAt: null, failure: null, failingSince: null, retryAt: null },
  });
  await stage.followed.add(watchOf('okx', 'BTC/USDT'));
  const isThere = (id: string) => (stage.candles.get(id)?.length ?? 0) > 25;
  await until(() => isThere('kraken BTC/USD') && isThere('okx BTC/USDT'));
  expect(stage.candles.get('kraken BTC/USD')?.slice(0, 26)).toEqual(kraken.market.candles.slice(0, 26));
  expect(stage.candles.get('okx BTC/USDT')?.slice(0, 26)).toEqual(okx.market.candles.slice(0, 26));
  const status = stage.followed.statuses.find(({ exchange }) => exchange === 'kraken');
  expect(status).toMatchObject({ state: 'LIVE', failure: null, failingSince: null });
  expect(status?.nextExpectedAt).toBe((status?.newestOpenTime ?? NaN) + 2 * HOUR + 2_000);
});

it('goes on after the stored candles that it is given, and tells which of them were changed meanwhile', async () => {
  const clock = new FastClock(at(30) + 1);
  const candles = hourly(60);
  const { market, symbol } = bitcoinOn('bitstamp', [...candles]);
  const known = candles.slice(0, 25);
  const changed = candles[20];
  if (changed) market.candles[20] = { ...changed, high: changed.high * 1.01 };
  await using stage = await setStage({ bitstamp: [market] }, clock);
  const id = `bitstamp ${symbol}`;
  await stage.followed.add(watchOf('bitstamp', symbol, { known }));
  await until(() => (stage.candles.get(id)?.length ?? 0) >= 8);
  expect(stage.candles.get(id)?.slice(0, 8)).toEqual(candles.slice(25, 33));
  expect(stage.corrections).toEqual([`${id} ${new Date(at(20)).toISOString()}`]);
});

it('asks at once where all is stored already: it is live, and compares what is stored', async () => {
  const clock = new FastClock(at(30) + 60_000);
  const candles = hourly(60);
  const { market, symbol } = bitcoinOn('bitstamp', [...candles]);
  const known = candles.slice(0, 30);
  const changed = candles[20];
  if (changed) market.candles[20] = { ...changed, high: changed.high * 1.01 };
  await using stage = await setStage({ bitstamp: [market] }, clock);
  await stage.followed.add(watchOf('bitstamp', symbol, { known }));
  await until(() => stage.statuses.some(({ state }) => state === 'LIVE'));
  const live = stage.statuses.find(({ state }) => state === 'LIVE');
  expect(live).toMatchObject({ newestOpenTime: at(29), nextExpectedAt: at(31) + 2_000, failure: null });
  expect(stage.corrections).toEqual([`bitstamp ${symbol} ${new Date(at(20)).toISOString()}`]);
});

it('says what fails, since when and when it is tried again, and when it is over', async () => {
  const clock = new FastClock(at(20) + 1);
  const { market, symbol } = bitcoinOn('binance', hourly(60));
  await using stage = await setStage({ binance: [market] }, clock);
  const page: Mishap = (response) => response.writeHead(200).end('<h1>Back soon</h1>');
  stage.server('binance').mishap = () => (clock.now() < at(20) + 40_000 ? page : undefined);
  await stage.followed.add(watchOf('binance', symbol));
  await until(() => stage.statuses.at(-1)?.state === 'LIVE');
  const failing = stage.statuses.filter(({ state }) => state === 'FAILING');
  expect(failing[0]).toMatchObject({
    failure: 'binance: expected JSON, received <h1>Back soon</h1>.',
    newestOpenTime: null,
  });
  expect(new Set(failing.map(({ failingSince }) => failingSince)).size).toBe(1);
  expect(failing.at(-1)?.retryAt).toBeGreaterThan(at(20) + 30_000);
  expect(stage.states(`binance ${symbol}`)).toEqual(['FAILING', 'LIVE']);
  expect(stage.statuses.at(-1)).toMatchObject({ failure: null, failingSince: null, retryAt: null });
});

it('says when an exchange answers, but has nothing new', async () => {
  const clock = new FastClock(at(20) + 1);
  const { market, symbol } = bitcoinOn('bitstamp', hourly(21));
  await using stage = await setStage({ bitstamp: [market] }, clock);
  await stage.followed.add(watchOf('bitstamp', symbol));
  await until(() => stage.statuses.at(-1)?.state === 'STALE');
  expect(stage.statuses.at(-1)).toMatchObject({
    newestOpenTime: at(19),
    failure: 'bitstamp answers, but has no new 1h candle of BTC/USD, due at 2024-01-01T21:00:02.000Z.',
    failingSince: at(21) + 2_000,
  });
});

it('stops a watch whose market is unknown, and one whose candles can not be taken; the others go on', async () => {
  const clock = new FastClock(at(20) + 1);
  const { market } = bitcoinOn('kraken', hourly(60));
  await using stage = await setStage({ kraken: [market] }, clock);
  for (const symbol of ['constructor', 'BTC/USD']) await stage.followed.add(watchOf('kraken', symbol));
  await until(() => stage.states('kraken constructor').includes('STOPPED'));
  await until(() => stage.states('kraken BTC/USD').includes('LIVE'));
  expect(stage.followed.statuses.find(({ symbol }) => symbol === 'constructor')).toMatchObject({
    state: 'STOPPED',
    failure: 'kraken has no market "constructor".',
  });
  await using other = followMarkets({
    hosts: new Map([['kraken', stage.server('kraken').host]]),
    clock,
    onCandles: () => Promise.reject(new Error('the store is full')),
  });
  await other.add(watchOf('kraken', 'BTC/USD'));
  await until(() => other.statuses[0]?.state === 'STOPPED');
  expect(other.statuses[0]?.failure).toBe('the store is full.');
});

it('ends a watch at once, although its exchange is silent', async () => {
  const clock = new FastClock(at(20) + 1);
  const { market, symbol } = bitcoinOn('kraken', hourly(60));
  await using stage = await setStage({ kraken: [market] }, clock);
  stage.server('kraken').mishap = () => () => undefined;
  await stage.followed.add(watchOf('kraken', symbol));
  const began = performance.now();
  await stage.followed.remove(`kraken ${symbol}`);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(stage.followed.statuses).toEqual([]);
  expect(stage.statuses.at(-1)).toMatchObject({ state: 'STOPPED', failure: null });
});

it('refuses what can not be followed', async () => {
  await using followed = followMarkets({ onCandles: () => undefined });
  await expect(followed.add(watchOf('__proto__', 'BTC/USD'))).rejects.toThrow(UnknownExchangeError);
  await expect(followed.add(watchOf('coinbase', 'BTC/USD', { interval: '4h' }))).rejects.toThrow(
    UnknownIntervalError,
  );
});

it('refuses more markets than the rate limit allows, and says how many fit', async () => {
  const clock = new FastClock(at(20) + 1);
  const { market } = bitcoinOn('kraken', hourly(60));
  await using stage = await setStage({ kraken: [market] }, clock);
  stage.server('kraken').mishap = () => () => undefined;
  const add = (index: number) =>
    stage.followed.add(watchOf('kraken', 'BTC/USD', { id: String(index), interval: '1m' }));
  for (let index = 0; index < 40; index++) await add(index);
  await expect(add(40)).rejects.toThrow(
    new TooManyMarketsError({
      ...{ exchange: 'kraken', interval: '1m', spacingMs: 1_200, capacity: 40, followed: 40 },
    }),
  );
  await stage.followed.remove('7');
  await add(40);
});

const NAMES = Array.from({ length: 60 }, (_, index) => {
  const letter = (number: number) => String.fromCharCode(65 + number);
  return `C${letter(Math.floor(index / 26))}${letter(index % 26)}`;
});

it.each(['coinbase', 'okx'])(
  'sixty markets of %s at 1m are fresh within the minute, while another loads its history',
  async (exchange) => {
    const candles = minutely(1_600);
    const { market, symbol } = bitcoinOn(exchange, candles, { stepMs: MINUTE });
    const named = (name: string): FakeMarket => ({
      ...market,
      id: market.id.replace(/BTC|btc/, (base) => (base === 'btc' ? name.toLowerCase() : name)),
      base: name,
    });
    const clock = new ScaledClock(BEGIN + 1_550 * MINUTE + 30_000, 12);
    await using stage = await setStage({ [exchange]: [market, ...NAMES.map(named)] }, clock);
    const quote = symbol.slice(3);
    const from = BEGIN + 1_548 * MINUTE;
    for (const name of NAMES) {
      await stage.followed.add(watchOf(exchange, `${name}${quote}`, { interval: '1m', from }));
    }
    await stage.followed.add(watchOf(exchange, symbol, { interval: '1m' }));
    const end = BEGIN + 1_553 * MINUTE;
    const isThere = ({ newestOpenTime }: WatchStatus) => (newestOpenTime ?? 0) >= end;
    await until(() => clock.now() > end + 3 * MINUTE || stage.followed.statuses.every(isThere));
    expect(stage.followed.statuses.filter((status) => !isThere(status))).toEqual([]);
    const expected = candles.filter(({ openTime }) => openTime >= from && openTime <= end);
    for (const name of NAMES) {
      const got = stage.candles.get(`${exchange} ${name}${quote}`) ?? [];
      expect(got.filter(({ openTime }) => openTime <= end)).toEqual(expected);
    }
    expect(stage.lags.length).toBeGreaterThan(150);
    expect(Math.max(...stage.lags)).toBeLessThan(MINUTE);
  },
  120_000,
);

it('says of every market of an exchange that it has to be left alone, and asks nothing meanwhile', async () => {
  const clock = new ScaledClock(BEGIN + 20 * MINUTE + 5_000, 60);
  const names = ['BTC', 'ETH', 'SOL'];
  const markets = names.map((base) => ({
    ...bitcoinOn('binance', minutely(120), { stepMs: MINUTE }).market,
    ...{ id: `${base}USDT`, base },
  }));
  await using stage = await setStage({ binance: markets }, clock);
  const server = stage.server('binance');
  for (const base of names) await stage.followed.add(watchOf('binance', `${base}/USDT`, { interval: '1m' }));
  const are = (wanted: string) => stage.followed.statuses.every(({ state }) => state === wanted);
  await until(() => are('LIVE'));
  let storms = 0;
  server.mishap = () =>
    storms++ === 0 ? (response) => response.writeHead(429, { 'retry-after': '600' }).end() : undefined;
  await until(() => storms > 0);
  const [asked, since] = [server.requests.length, clock.now()];
  await until(() => are('FAILING'));
  expect(clock.now()).toBeLessThan(since + 3 * MINUTE);
  for (const { failure, retryAt } of stage.followed.statuses) {
    expect(failure).toMatch(
      /^binance (answered 429|has asked for no requests until 2024-01-01T00:\d\d:.*)\.$/,
    );
    expect(retryAt).toBeGreaterThan(since + 9 * MINUTE);
  }
  await until(() => clock.now() > since + 9 * MINUTE);
  // Those that were under way already are no new ones.
  expect(server.requests.length - asked).toBeLessThan(names.length);
  await until(() => are('LIVE'));
});
