import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Verdict, VerdictKind, type VerdictList } from '@detective/schema';
import pino from 'pino';
import { createDataSource } from '../../ormconfig.ts';
import { candleInputs, startTestServer, take, type RunningServer } from '../testing/running-server.ts';
import { VerdictFeed } from './verdict-feed.ts';
import { openRedisChannel } from './wake-channel.ts';

const SEND_ALL = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';

const redisServer = ((): string | undefined => {
  try {
    return execFileSync('which', ['redis-server'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
})();

let folder: string;
let port: number;
let redis: ChildProcess | undefined;

async function startRedis(): Promise<void> {
  if (!redisServer) return;
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  redis = spawn(redisServer, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of redis.stdout ?? [])
    if (String(chunk).includes('Ready to accept connections')) return;
}

async function stopRedis(): Promise<void> {
  if (!redis) return;
  const exited = once(redis, 'exit');
  redis.kill('SIGKILL');
  await exited;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-redis-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = (probe.address() as AddressInfo).port;
  probe.close();
  await startRedis();
});
afterAll(async () => {
  await stopRedis();
  await rm(folder, { recursive: true, force: true });
});

/** Two servers on one database, and what a subscriber of each receives of a series. */
async function twoServers(symbol: string, count: number) {
  const environment = { REDIS_URL: `redis://127.0.0.1:${port}` };
  const one = await startTestServer(environment);
  const other = await startTestServer(environment, one.databaseUrl);
  const query = `subscription { detections(symbol: "${symbol}", after: "2020-12-31T00:00:00Z") { candle { openTime } } }`;
  const follow = (server: RunningServer) =>
    take<{ candle: { openTime: string } }>(count, server.connect().iterate({ query }), 'detections');
  const received = Promise.all([follow(one), follow(other)]);
  return {
    one,
    other,
    received,
    dispose: () => Promise.all([one, other].map((server) => server[Symbol.asyncDispose]())),
  };
}

it('clients of either server see all candles, whichever server they were sent to', async (context) => {
  if (!redisServer)
    return context.skip('there is no redis-server on this machine: install it to run this test');
  const candles = candleInputs(60).map((candle) => ({ ...candle, symbol: 'TWO/SERVERS' }));
  const { one, other, received, dispose } = await twoServers('TWO/SERVERS', candles.length);
  for (let start = 0; start < candles.length; start += 3) {
    // Both get the same candles at once: one judges them, the other finds them judged.
    const batch = candles.slice(start, start + 3);
    const answers = await Promise.all([one, other].map((server) => server.ask(SEND_ALL, { candles: batch })));
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.errors).toBeUndefined();
  }
  const expected = candles.map(({ openTime }) => openTime);
  for (const events of await received) expect(events.map(({ candle }) => candle.openTime)).toEqual(expected);
  await dispose();
});

it('nothing is lost while Redis is away, and wake-ups work again when it is back', async (context) => {
  if (!redisServer)
    return context.skip('there is no redis-server on this machine: install it to run this test');
  const candles = candleInputs(30).map((candle) => ({ ...candle, symbol: 'NO/REDIS' }));
  const { one, other, received, dispose } = await twoServers('NO/REDIS', candles.length);
  await one.ask(SEND_ALL, { candles: candles.slice(0, 10) });
  await stopRedis();
  await one.ask(SEND_ALL, { candles: candles.slice(10, 20) });
  await other.ask(SEND_ALL, { candles: candles.slice(20, 25) });
  await startRedis();
  await one.ask(SEND_ALL, { candles: candles.slice(25) });
  const expected = candles.map(({ openTime }) => openTime);
  for (const events of await received) expect(events.map(({ candle }) => candle.openTime)).toEqual(expected);
  await dispose();
});

it('a verdict given on one server is at the other at once: its own poll would take an hour', async (context) => {
  if (!redisServer)
    return context.skip('there is no redis-server on this machine: install it to run this test');
  await using server = await startTestServer({ REDIS_URL: `redis://127.0.0.1:${port}` });
  const [candle] = candleInputs(1);
  await server.ask(SEND_ALL, { candles: [candle] });
  const dataSource = await createDataSource(server.databaseUrl).initialize();
  const feed = new VerdictFeed({ dataSource, pollMs: 3_600_000 });
  const wakes: string[] = [];
  const wake = (names: string[]) => {
    wakes.push(...names);
    feed.wake(names);
  };
  const log = pino({ level: 'silent' });
  const channel = openRedisChannel(
    [`redis://127.0.0.1:${port}`],
    { detections: () => undefined, incidents: () => undefined, verdicts: wake, watches: () => undefined },
    log,
  );
  const follower = feed.follow({ exchange: '', symbol: 'BTC/USD', interval: '1h' });
  await follower.next();
  const coming = follower.next();
  // Whether a listener is there yet, only a message tells.
  await expect
    .poll(() => (channel.publish('verdicts', ['hello']), wakes.includes('hello')), { timeout: 10_000 })
    .toBe(true);
  const GIVE = 'mutation ($openTime: DateTime!) { giveVerdict(openTime: $openTime, kind: REAL) { id } }';
  expect((await server.ask(GIVE, { openTime: candle?.openTime })).errors).toBeUndefined();
  const { verdicts } = (await coming).value as VerdictList;
  expect(verdicts.map(({ kind }) => kind)).toEqual([VerdictKind.REAL]);
  expect(await dataSource.manager.count(Verdict)).toBe(1);
  feed.dispose();
  await channel.dispose();
  await dataSource.destroy();
});

it('a watch that is begun or ended on one server is at the others at once', async (context) => {
  if (!redisServer)
    return context.skip('there is no redis-server on this machine: install it to run this test');
  const redisUrl = `redis://127.0.0.1:${port}`;
  // A port on which nothing listens: the exchange is away, which is no reason not to watch it.
  const away = { EXCHANGE_HOSTS: 'kraken=http://127.0.0.1:1' };
  await using server = await startTestServer({ REDIS_URL: redisUrl, ...away });
  const wakes: string[][] = [];
  const onWake = {
    detections: () => undefined,
    incidents: () => undefined,
    verdicts: () => undefined,
    watches: (names: string[]) => void wakes.push(names),
  };
  const channel = openRedisChannel([redisUrl], onWake, pino({ level: 'silent' }));
  await expect
    .poll(() => (channel.publish('watches', ['hello']), wakes.length), { timeout: 10_000 })
    .toBeGreaterThan(0);
  const changes = () => wakes.filter((names) => names.length === 0).length;
  const BEGIN = 'mutation { watchMarket(exchange: "kraken", symbol: "BTC/USD") { id } }';
  const { data } = await server.ask<{ watchMarket: { id: string } }>(BEGIN);
  await expect.poll(changes).toBe(1);
  await server.ask('mutation ($id: ID!) { unwatchMarket(id: $id) { id } }', data?.watchMarket);
  await expect.poll(changes).toBe(2);
  await channel.dispose();
});

it('a server that dies between its commit and its wake-up loses nothing: the other polls by itself', async () => {
  // Without a channel there is no wake-up at all between the two, which is the same to the other server.
  const one = await startTestServer();
  const other = await startTestServer({}, one.databaseUrl);
  const candles = candleInputs(5).map((candle) => ({ ...candle, symbol: 'NO/WAKE' }));
  const query =
    'subscription { detections(symbol: "NO/WAKE", after: "2020-12-31T00:00:00Z") { candle { openTime } } }';
  const received = take<{ candle: { openTime: string } }>(
    5,
    other.connect().iterate({ query }),
    'detections',
  );
  await one.ask(SEND_ALL, { candles });
  await one[Symbol.asyncDispose]();
  expect((await received).map(({ candle }) => candle.openTime)).toEqual(
    candles.map(({ openTime }) => openTime),
  );
  await other[Symbol.asyncDispose]();
});
