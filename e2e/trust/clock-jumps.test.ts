import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTERVALS, simulate, type Ohlcv } from '@detective/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeExchange } from '../../data/exchanges/testing/fake-exchange.ts';
import { bitcoinOn, dialectOf } from '../../data/exchanges/testing/fixtures.ts';
import { createDatabase } from '../../server/testing/test-database.ts';
import { temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { send } from './candle-sender.ts';
import { metricOf } from './metrics-of.ts';
import { RawSubscriber } from './raw-subscriber.ts';
import { withDatabase } from './stored-rows.ts';

/*
 * The clock of a running server is set ten minutes ahead and back again, then ten minutes back and ahead again. An
 * exchange with candles of a minute is followed meanwhile, and somebody sends a series of his own.
 */
const STEPPED_TIME = new URL('./stepped-time.mjs', import.meta.url);
const BEFORE_ALL = '2000-01-01T00:00:00.000Z';
const MINUTE = INTERVALS['1m'];
const TEN_MINUTES = 10 * MINUTE;
const OPERATIONS_A_SECOND = 20;
const PATIENCE = { timeout: 200_000, interval: 500 };
const TEST_MS = 600_000;

const FROM = Math.floor(Date.now() / MINUTE) * MINUTE - 200 * MINUTE;
const MARKET = [...simulate({ seed: 3, interval: '1m', from: FROM, count: 300 })];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let exchange: FakeExchange;
let server: ServerProcess;
let databaseUrl: string;

/** Replaced as a whole, so that nobody reads half of it. */
function setClock(offsetMs: number): void {
  const file = join(folder.path, 'offset');
  writeFileSync(`${file}.new`, String(offsetMs));
  renameSync(`${file}.new`, file);
}

beforeAll(async () => {
  folder = await temporaryFolder();
  setClock(0);
  const { market } = bitcoinOn('okx', MARKET, { stepMs: MINUTE });
  exchange = await FakeExchange.start({ dialect: dialectOf('okx'), markets: [market], now: Date.now });
  databaseUrl = await createDatabase();
  server = await ServerProcess.start({
    PORT: String(await freePort()),
    DATABASE_URL: databaseUrl,
    WATCH: `okx:${bitcoinOn('okx', [], { stepMs: MINUTE }).symbol}:1m`,
    WATCH_HISTORY_DAYS: '1',
    EXCHANGE_HOSTS: `okx=${exchange.host.origin}`,
    RATE_LIMIT: String(OPERATIONS_A_SECOND),
    NODE_OPTIONS: `--import=${STEPPED_TIME.href}`,
    CLOCK_OFFSET: join(folder.path, 'offset'),
  });
});
afterAll(async () => {
  await server.kill();
  await exchange[Symbol.asyncDispose]();
  await folder.dispose();
});

interface Watch {
  state: string;
  failure: string | null;
  lagSeconds: number | null;
  newestOpenTime: string | null;
}

async function watch(): Promise<Watch | undefined> {
  const { watches } = await server.ask<{ watches: Watch[] }>(
    '{ watches { state failure lagSeconds newestOpenTime } }',
  );
  return watches[0];
}

/** The newest candle that has closed by the real clock, as which it is known to the exchange. */
const newestClosed = () => (Math.floor(Date.now() / MINUTE) - 1) * MINUTE;
const isUpToDate = async () => Date.parse((await watch())?.newestOpenTime ?? '') >= newestClosed() - MINUTE;

/** A series of our own, up to the present and five minutes further. */
const OWN = 'OWN';
const OWN_CLOSED = 60;
let own: Ohlcv[] = [];
function makeOwn(): void {
  const from = newestClosed() - (OWN_CLOSED - 1) * MINUTE;
  own = [...simulate({ seed: 5, interval: '1m', from, count: OWN_CLOSED + 5 })].map((candle) => ({
    ...candle,
    interval: '1m',
  }));
}
const sendOwn = async (from: number, to: number) => {
  const { data, errors } = await send(server.url, OWN, own.slice(from, to));
  return errors ? errors.map(({ extensions }) => extensions.code) : data?.predictAnomalies;
};

interface Overview {
  series: { symbol: string };
  overdueSince: string | null;
}

async function isOverdue(): Promise<boolean> {
  const { overview } = await server.ask<{ overview: Overview[] }>(
    '{ overview { series { symbol } overdueSince } }',
  );
  return overview.find(({ series }) => series.symbol === OWN)?.overdueSince != null;
}

/** Asks for more than is allowed in two windows of ten seconds. */
async function exhaustLimit(): Promise<void> {
  const asked = Array.from({ length: 30 * OPERATIONS_A_SECOND }, () => server.ask('{ __typename }'));
  const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
}
const isAdmitted = () =>
  server.ask('{ __typename }').then(
    () => true,
    () => false,
  );

const storedOfExchange = () =>
  withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<Omit<Ohlcv, 'openTime'> & { open_time: Date }>(
      "SELECT open_time, open, high, low, close, volume FROM candle WHERE exchange = 'okx' ORDER BY open_time",
    );
    return rows.map(({ open_time, ...values }) => ({ openTime: open_time.getTime(), ...values }));
  });
/** Each closed candle is there once, and none that is still open. */
async function expectWhole(): Promise<void> {
  const latest = newestClosed() + MINUTE;
  const stored = await storedOfExchange();
  const newest = stored.at(-1)?.openTime ?? NaN;
  expect(newest).toBeLessThan(latest);
  expect(stored).toEqual(MARKET.filter(({ openTime }) => openTime <= newest));
}

it(
  'a clock that is set ten minutes ahead, and back again, costs no candle and shuts nobody out',
  async () => {
    const received: string[] = [];
    const subscriber = await new RawSubscriber(server.url).connect();
    await expect.poll(async () => (await watch())?.state, PATIENCE).toBe('LIVE');
    makeOwn();
    expect(await sendOwn(0, OWN_CLOSED)).toHaveLength(OWN_CLOSED);
    subscriber.subscribe(OWN, BEFORE_ALL, '', (openTime) => received.push(openTime), '1m');
    expect(await isOverdue()).toBe(false);

    setClock(TEN_MINUTES);
    await expect.poll(isOverdue, PATIENCE).toBe(true);
    const ahead = await sendOwn(OWN_CLOSED, own.length);
    expect(ahead).toHaveLength(5);
    expect(await isOverdue(), 'five minutes are no longer missing, the next five are').toBe(true);
    const before = newestClosed();
    await expect.poll(newestClosed, PATIENCE).toBeGreaterThan(before);
    await expect.poll(isUpToDate, PATIENCE).toBe(true);
    await expectWhole();
    await exhaustLimit();

    setClock(0);
    await expect.poll(isAdmitted, { timeout: 20_000, interval: 500 }).toBe(true);
    expect(await sendOwn(OWN_CLOSED, own.length), 'as they were judged').toEqual(ahead);
    expect(await isOverdue()).toBe(false);
    await expect.poll(async () => (await watch())?.state, PATIENCE).toBe('LIVE');
    expect((await watch())?.lagSeconds).toBeLessThan(60);
    await expect
      .poll(() => received, PATIENCE)
      .toEqual(own.map(({ openTime }) => new Date(openTime).toISOString()));
    subscriber.socket.close();
  },
  TEST_MS,
);

it(
  'a clock that is set ten minutes back, and ahead again, costs no candle and shuts nobody out',
  async () => {
    await exhaustLimit();
    setClock(-TEN_MINUTES);
    await expect.poll(isAdmitted, { timeout: 20_000, interval: 500 }).toBe(true);
    const before = newestClosed();
    await expect.poll(newestClosed, PATIENCE).toBeGreaterThan(before);
    expect(await watch()).toMatchObject({ failure: null, lagSeconds: 0 });
    expect(await isOverdue()).toBe(false);
    await expectWhole();

    setClock(0);
    await expect.poll(isUpToDate, PATIENCE).toBe(true);
    await expectWhole();
    expect(await watch()).toMatchObject({ state: 'LIVE', failure: null });
    expect(await metricOf(server.url, 'detective_feed_lag_seconds_sum')).toBeGreaterThanOrEqual(0);
    const leases = server.lines.filter((line) => line.includes('follows the watches'));
    expect(leases, 'one server all along').toHaveLength(1);
  },
  TEST_MS,
);
