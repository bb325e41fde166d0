import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { INTERVALS, simulate } from '@detective/data';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dialectOf, bitcoinOn } from '../../data/exchanges/testing/fixtures.ts';
import { FakeExchange } from '../../data/exchanges/testing/fake-exchange.ts';
import { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { portOf, TcpProxy } from './tcp-proxy.ts';

/** So many silences, each kind in turn, on a market of minutes that goes so many times as fast; `SILENCES=42` is more. */
const SILENCES = Number(process.env.SILENCES ?? 7);
const SPEED = Number(process.env.FAST_TIME ?? 60);
const FAST_TIME = new URL('./fast-time.mjs', import.meta.url).href;

const MINUTE = INTERVALS['1m'];
const HISTORY = 120;
/** Two intervals and a grace of a minute; a look comes every 15 s, and a heartbeat every minute. */
const LONGEST_SILENCE = 3 * MINUTE + MINUTE / 4;
const LONGEST_WITHOUT_BEAT = 2 * MINUTE;
/** What the machine may need beside, in real time: a request, a message, a process that is told to stop. */
const SLACK_MS = 5_000;
/** A watch that was in vain tries again within a minute of its own, and a server starts within seconds. */
const PATIENCE = { timeout: 120_000, interval: 50 };

const BEGIN = Date.now();
const now = () => Math.floor(BEGIN + (Date.now() - BEGIN) * SPEED);
const inFastTime = (milliseconds: number) => Math.ceil(milliseconds / SPEED);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let postgres: EmbeddedPostgres;
let database: TcpProxy;
let databasePort: number;
let exchange: FakeExchange;
let settings: Record<string, string>;
let server: ServerProcess;
let beats: Server;
/** When the dead man's switch was asked last, and how often. */
const beat = { at: Date.now(), count: 0 };
/** What the two channels were told; their signatures are of a time that nobody here would believe. */
const told: string[][] = [[], []];
const receivers: Server[] = [];
const channels: string[] = [];
let isFirstAway = false;
let isFeedStopped = false;

beforeAll(async () => {
  folder = await temporaryFolder();
  postgres = await EmbeddedPostgres.start(join(folder.path, 'data'), pino({ level: 'silent' }));
  const url = await postgres.database('candles');
  databasePort = portOf(url);
  database = await TcpProxy.start(databasePort);
  const from = Math.floor(BEGIN / MINUTE) * MINUTE - HISTORY * MINUTE;
  const count = HISTORY + Math.ceil((SILENCES * 60_000 * SPEED) / MINUTE);
  const candles = [...simulate({ seed: 4, interval: '1m', from, count })];
  const { symbol, market } = bitcoinOn('kraken', candles, { stepMs: MINUTE });
  exchange = await FakeExchange.start({ dialect: dialectOf('kraken'), markets: [market], now });
  let frozenAt = Infinity;
  exchange.tamper = (rows) => {
    frozenAt = isFeedStopped ? Math.min(frozenAt, now()) : Infinity;
    return rows.filter(({ openTime }) => openTime + MINUTE <= frozenAt);
  };
  beats = await listen((_request, response) => {
    beat.at = Date.now();
    beat.count++;
    response.end('ok');
  });
  const clock = join(folder.path, 'clock');
  await writeFile(clock, '0');
  settings = {
    ...{ PORT: String(await freePort()), DATABASE_URL: database.through(url), REPLAY_RATE: 'off' },
    ...{ WATCH: `kraken:${symbol}:1m`, WATCH_HISTORY_DAYS: '1', ALLOW_PRIVATE_TARGETS: 'true' },
    EXCHANGE_HOSTS: `kraken=${exchange.host.origin}`,
    HEARTBEAT_URL: addressOf(beats),
    ...{ NODE_OPTIONS: `--import=${FAST_TIME}`, FAST_TIME: String(SPEED), FAST_TIME_FROM: String(BEGIN) },
    ...{ FAST_CALM: '1', CLOCK_OFFSET: clock },
    // Given in the server's own fast time.
    DATABASE_TIMEOUT: '3600',
  };
  server = await ServerProcess.start(settings);
  for (const index of [0, 1]) await addReceiver(index);
});

afterAll(async () => {
  await server?.kill();
  for (const one of [...receivers, beats]) one?.close();
  await exchange?.[Symbol.asyncDispose]();
  await database?.goAway();
  await postgres?.dispose();
  await folder?.dispose();
});

async function listen(listener: RequestListener): Promise<Server> {
  const listening = createServer(listener);
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
}

const addressOf = (of: Server) => `http://127.0.0.1:${(of.address() as AddressInfo).port}/`;

async function addReceiver(index: number): Promise<void> {
  const receiver = await listen((request, response) => {
    if (index === 0 && isFirstAway) return void response.destroy();
    void json(request).then((message) => {
      told[index]?.push((message as { type: string }).type);
      response.writeHead(204).end();
    });
  });
  receivers.push(receiver);
  const { addChannel } = await server.ask<{ addChannel: { channel: { id: string } } }>(
    'mutation ($channel: ChannelInput!) { addChannel(channel: $channel) { channel { id } } }',
    { channel: { kind: 'WEBHOOK', name: `receiver ${index}`, target: addressOf(receiver) } },
  );
  channels.push(addChannel.channel.id);
}

/** The process that follows the exchange for the server. */
function workerPid(): number {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const processes = listing.split('\n').map((line) => line.trim().split(/\s+/));
  const worker = processes.find(
    ([, parent, ...args]) =>
      Number(parent) === server.pid && args.some((arg) => arg.includes('dist/watches')),
  );
  return Number(worker?.[0]);
}

async function killWorker(): Promise<void> {
  const pid = workerPid();
  if (pid > 1) process.kill(pid, 'SIGKILL');
  await pause(100);
}

/** Sends a message that says nothing, so that the first channel is seen to fail, or to work again. */
const tryChannel = () =>
  server.ask('mutation ($id: ID!) { testChannel(id: $id) { id } }', { id: channels[0] });

interface Silence {
  name: string;
  begin: () => unknown;
  /** As long as it lasts. */
  keepUp?: () => Promise<void>;
  end: () => unknown;
  /** A message that tells of it; without one the heartbeat has to be missing. */
  message?: 'silent' | 'trouble';
  /** In the market's time. */
  withinMs: number;
}

const setClock = (offset: number) => writeFile(settings.CLOCK_OFFSET ?? '', String(offset));

const silences: Silence[] = [
  {
    name: 'the feed stops',
    ...{ begin: () => (isFeedStopped = true), end: () => (isFeedStopped = false) },
    ...{ message: 'silent', withinMs: LONGEST_SILENCE },
  },
  {
    name: 'the exchange is away',
    begin: () => (exchange.mishap = () => (response) => response.destroy()),
    end: () => (exchange.mishap = () => undefined),
    ...{ message: 'silent', withinMs: LONGEST_SILENCE },
  },
  {
    name: 'the worker is killed whenever it starts',
    ...{ begin: killWorker, keepUp: killWorker, end: () => undefined },
    ...{ message: 'silent', withinMs: LONGEST_SILENCE },
  },
  {
    name: 'the server is killed',
    begin: () => server.kill(),
    end: async () => (server = await ServerProcess.start(settings)),
    withinMs: LONGEST_WITHOUT_BEAT,
  },
  {
    name: 'the database is away',
    ...{ begin: () => database.goAway(), end: () => database.comeBack(databasePort) },
    withinMs: LONGEST_WITHOUT_BEAT,
  },
  {
    // Its patience of five minutes is counted from the clock of the database, which has no fast time: it is over at once.
    name: 'a channel is away',
    async begin() {
      isFirstAway = true;
      await tryChannel();
    },
    async end() {
      isFirstAway = false;
      await tryChannel();
    },
    ...{ message: 'trouble', withinMs: MINUTE / 4 },
  },
  {
    name: 'the clock is ten minutes ahead',
    ...{ begin: () => setClock(10 * MINUTE), end: () => setClock(0) },
    ...{ message: 'silent', withinMs: LONGEST_SILENCE },
  },
];

const heard = (): string[] => told[1] ?? [];

/**
 * Waits until the silence is told, and says how long that took, in ms of real time.
 *
 * @param before how many messages the second channel had when it began
 */
async function untilTold(
  { name, message, keepUp, withinMs }: Silence,
  { began, before }: { began: number; before: number },
): Promise<number> {
  const isTold = (): boolean =>
    message === undefined
      ? Date.now() - Math.max(beat.at, began) >= inFastTime(LONGEST_WITHOUT_BEAT)
      : heard().slice(before).includes(message);
  while (!isTold()) {
    const late = Date.now() - began - inFastTime(withinMs);
    if (late > SLACK_MS) throw new Error(`${name}: not told ${late} ms after it should have been`);
    await keepUp?.();
    await pause(20);
  }
  return Date.now() - began;
}

/** Messages on their way: one that is cut off waits a minute by the clock of the database, which has no fast time. */
const onTheirWay = async () =>
  (await server.ask<{ deliveries: { state: string }[] }>('{ deliveries { state } }')).deliveries.filter(
    ({ state }) => state === 'PENDING',
  );

/** The series gets candles, nothing is wrong, the dead man's switch is asked again, and all that is to be told is told. */
async function untilCalm(name: string): Promise<void> {
  const { count } = beat;
  await expect
    .poll(() => beat.count, { ...PATIENCE, message: `${name}: the heartbeat comes back` })
    .toBeGreaterThan(count + 1);
  await expect.poll(onTheirWay, { ...PATIENCE, message: `${name}: all is told` }).toEqual([]);
}

it(
  `${SILENCES} silences are told within two intervals and the grace, ${SPEED} times as fast as time`,
  { timeout: 120_000 + SILENCES * 240_000 },
  async () => {
    await untilCalm('the start');
    // The watch may have been silent before the channels were there.
    const atStart = heard().length;
    for (let index = 0; index < SILENCES; index++) {
      const silence = silences[index % silences.length] as Silence;
      const start = { began: Date.now(), before: heard().length };
      await silence.begin();
      const tookMs = await untilTold(silence, start);
      const ended = Date.now();
      await silence.end();
      await untilCalm(silence.name);
      console.log(
        `${index + 1}. ${silence.name}: told after ${((tookMs * SPEED) / MINUTE).toFixed(1)} min, calm ${(((Date.now() - ended) * SPEED) / MINUTE).toFixed(1)} min after its end`,
      );
    }
    const count = (type: string) =>
      heard()
        .slice(atStart)
        .filter((kind) => kind === type).length;
    // Each is told once, and that it is over.
    expect(count('speaking.again')).toBe(count('silent'));
  },
);
