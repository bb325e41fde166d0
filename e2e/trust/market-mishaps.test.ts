import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { INTERVALS, simulate, type OhlcvValues } from '@detective/data';
import pino from 'pino';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECTS } from '../../data/exchanges/testing/dialects.ts';
import { FakeExchange, type Mishap } from '../../data/exchanges/testing/fake-exchange.ts';
import type { FakeMarket } from '../../data/exchanges/testing/fake-market.ts';
import { bitcoinOn } from '../../data/exchanges/testing/fixtures.ts';
import { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { startBrowser } from '../browser.ts';
import { temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { withDatabase } from './stored-rows.ts';

/**
 * Minutes of the market in a minute of the test, and how long the outage of an exchange lasts. `FAST_TIME=10
 * OUTAGE_MINUTES=600` is the long version.
 */
const SPEED = Number(process.env.FAST_TIME ?? 30);
const OUTAGE_MINUTES = Number(process.env.OUTAGE_MINUTES ?? 30);
const PICTURES = fileURLToPath(new URL('../screenshots', import.meta.url));
const FAST_TIME = pathToFileURL(fileURLToPath(new URL('./fast-time.mjs', import.meta.url)));

const MINUTE = INTERVALS['1m'];
const BEGIN = Date.now();
const now = () => Math.floor(BEGIN + (Date.now() - BEGIN) * SPEED);
const inFastTime = (milliseconds: number) => Math.ceil(milliseconds / SPEED);
/** In real time: as long as a loaded machine may need. */
const PATIENCE = { timeout: 180_000, interval: 100 };
const LONGEST_MS = 480_000 + inFastTime(2 * OUTAGE_MINUTES * MINUTE);

const HISTORY = 1_500;
/** More empty minutes in a row than a page of Coinbase has candles. */
const QUIET = { first: 700, count: 400 };

const refuse: Mishap = (response) => response.destroy();
const page: Mishap = (response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>We are back soon</h1>');
const limit: Mishap = (response) => response.writeHead(429, { 'retry-after': '60' }).end('slow down');

const LAST_CANDLE = /Last candle \d\d:\d\d, next by \d\d:\d\d UTC/;

interface Followed {
  exchange: string;
  symbol: string;
  market: FakeMarket;
}

function candlesOf(exchange: string, seed: number): FakeMarket['candles'] {
  const from = Math.floor(BEGIN / MINUTE) * MINUTE - HISTORY * MINUTE;
  const count = HISTORY + OUTAGE_MINUTES + Math.ceil((LONGEST_MS * SPEED) / MINUTE);
  const candles = [...simulate({ seed, interval: '1m', from, count })];
  if (exchange === 'coinbase') candles.splice(QUIET.first, QUIET.count);
  return candles;
}

/** One market of bitcoin on each exchange, and two more on OKX: ten on eight servers. */
function marketsOn(exchange: string, seed: number): Followed[] {
  const bases = exchange === 'okx' ? ['BTC', 'ETH', 'XRP'] : ['BTC'];
  return bases.map((base, index) => {
    const candles = candlesOf(exchange, seed + 20 * index);
    const { symbol, market } = bitcoinOn(exchange, candles, { stepMs: MINUTE });
    const renamed = { ...market, id: market.id.replace('BTC', base), base };
    return { exchange, symbol: symbol.replace('BTC', base), market: renamed };
  });
}

interface ToldWatch {
  exchange: string;
  symbol: string;
  state: string;
  newestOpenTime: string | null;
  failure: string | null;
  failingSince: string | null;
}

const servers = new Map<string, FakeExchange>();
const followed: Followed[] = [];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let postgres: EmbeddedPostgres;
let databaseUrl: string;
let settings: Record<string, string>;
let server: ServerProcess;
let browser: Browser;

const serverOf = (exchange: string): FakeExchange => {
  const found = servers.get(exchange);
  if (!found) throw new Error(`no server for ${exchange}`);
  return found;
};

/** What `watches` says; nothing while the server or its database is away. */
async function watches(): Promise<ToldWatch[]> {
  const query = '{ watches { exchange symbol state newestOpenTime failure failingSince } }';
  const answer = await server.ask<{ watches: ToldWatch[] }>(query).catch(() => undefined);
  return answer?.watches ?? [];
}

const statesBeside = async (...exchanges: string[]) =>
  (await watches()).filter(({ exchange }) => !exchanges.includes(exchange)).map(({ state }) => state);
const watchOf = async (exchange: string, symbol?: string) =>
  (await watches()).find((one) => one.exchange === exchange && (!symbol || one.symbol === symbol));
const live = (count: number) => Array.from({ length: count }, () => 'LIVE');

/** Every watch but those of these exchanges has a candle that closed after this moment. */
async function untilNewCandles(...without: string[]): Promise<void> {
  const since = now();
  const oldest = async () =>
    Math.min(
      ...(await watches())
        .filter(({ exchange, state }) => !without.includes(exchange) && state !== 'STOPPED')
        .map(({ newestOpenTime }) => Date.parse(newestOpenTime ?? '1970')),
    );
  await expect.poll(oldest, PATIENCE).toBeGreaterThan(since - MINUTE);
}

/** Opens the page at the server's time, and waits until it says these words of these markets; others as `others`. */
async function pageSays(step: string, words: Record<string, RegExp>, others = LAST_CANDLE): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 1200 } });
  await page.clock.setSystemTime(now());
  await page.goto(server.url);
  await page.getByRole('button', { name: /^Markets/ }).click();
  const items = page.getByRole('dialog', { name: 'Followed markets' }).getByRole('listitem');
  await expect.poll(() => items.count(), PATIENCE).toBe(followed.length);
  const wrong = async () => {
    await page.clock.setSystemTime(now());
    const texts = (await items.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    return texts.filter((text) => {
      const [, expected] = Object.entries(words).find(([name]) => text.includes(name)) ?? ['', others];
      return !expected.test(text);
    });
  };
  await expect.poll(wrong, PATIENCE).toEqual([]);
  await page.screenshot({ path: join(PICTURES, `mishaps-${step}.png`) });
  await page.close();
}

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  browser = await startBrowser();
  folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  postgres = await EmbeddedPostgres.start(data, pino({ level: 'silent' }));
  databaseUrl = await postgres.database('candles');
  for (const [index, dialect] of DIALECTS.entries()) {
    const { exchange } = dialect;
    const here = marketsOn(exchange, index + 1);
    followed.push(...here);
    const markets = here.map(({ market }) => market);
    servers.set(exchange, await FakeExchange.start({ dialect, markets, now }));
  }
  settings = {
    PORT: String(await freePort()),
    DATABASE_URL: databaseUrl,
    // Given in the server's own fast time.
    DATABASE_TIMEOUT: '3600',
    WATCH: followed.map(({ exchange, symbol }) => `${exchange}:${symbol}:1m`).join(' '),
    WATCH_HISTORY_DAYS: '1',
    EXCHANGE_HOSTS: [...servers].map(([name, { host }]) => `${name}=${host.origin}`).join(' '),
    NODE_OPTIONS: `--import=${FAST_TIME.href}`,
    FAST_TIME: String(SPEED),
    FAST_TIME_FROM: String(BEGIN),
  };
});

afterAll(async () => {
  await browser?.close();
  await server?.kill();
  for (const one of servers.values()) await one[Symbol.asyncDispose]();
  await postgres?.dispose();
  await folder?.dispose();
});

/** The process that follows the exchanges for the server. */
function workerPid(): number {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const line = listing
    .split('\n')
    .map((one) => one.trim().split(/\s+/))
    .find(
      ([, parent, ...args]) =>
        Number(parent) === server.pid && args.some((arg) => /watches.main|dist.watches/.test(arg)),
    );
  return Number(line?.[0]);
}

describe.sequential(`ten markets on eight exchanges at 1m, ${SPEED} times as fast as time`, () => {
  it(
    'are followed from the start, while one exchange is away and another answers with a page of text',
    async () => {
      expect(followed).toHaveLength(10);
      serverOf('kraken').mishap = () => refuse;
      serverOf('bybit').mishap = () => page;
      server = await ServerProcess.start(settings);
      await expect.poll(() => statesBeside('kraken', 'bybit'), PATIENCE).toEqual(live(8));
      expect(await watchOf('kraken')).toMatchObject({
        state: 'FAILING',
        newestOpenTime: null,
        failure: expect.stringMatching(/^kraken .*can't be reached/) as string,
      });
      expect(await watchOf('bybit')).toMatchObject({
        state: 'FAILING',
        failure: 'bybit: expected JSON, received <h1>We are back soon</h1>.',
      });
      await pageSays('start', {
        Kraken: /Nothing from Kraken since \d\d:\d\d UTC, trying again.*can't be reached/,
        Bybit: /Nothing from Bybit since \d\d:\d\d UTC, trying again.*expected JSON, received/,
      });
      serverOf('kraken').mishap = () => undefined;
      serverOf('bybit').mishap = () => undefined;
      await expect.poll(statesBeside, PATIENCE).toEqual(live(10));
      await untilNewCandles();
      await pageSays('all', {});
    },
    LONGEST_MS,
  );

  it(
    'go on after the process that follows them was killed',
    async () => {
      const pid = workerPid();
      process.kill(pid, 'SIGKILL');
      await expect.poll(workerPid, PATIENCE).toBeGreaterThan(0);
      expect(workerPid()).not.toBe(pid);
      await untilNewCandles();
      await expect.poll(statesBeside, PATIENCE).toEqual(live(10));
    },
    LONGEST_MS,
  );

  it(
    'go on after the server was killed, and its process with it',
    async () => {
      const pid = workerPid();
      await server.kill();
      await expect.poll(() => isRunning(pid), PATIENCE).toBe(false);
      server = await ServerProcess.start(settings);
      await untilNewCandles();
      await expect.poll(statesBeside, PATIENCE).toEqual(live(10));
    },
    LONGEST_MS,
  );

  it(
    'go on after PostgreSQL was killed',
    async () => {
      expect(await new EmbeddedDatabase(join(folder.path, 'data')).killPostmaster()).toBe(true);
      await pause(500);
      await untilNewCandles();
      await expect.poll(statesBeside, PATIENCE).toEqual(live(10));
      await pageSays('killed', {});
    },
    LONGEST_MS,
  );

  it(
    `go on while an exchange is away for ${OUTAGE_MINUTES} minutes, another limits the rate and a third drops a market`,
    async () => {
      serverOf('gate').mishap = () => refuse;
      const awaySince = now();
      let refusals = 10;
      serverOf('bitstamp').mishap = () => (refusals-- > 0 ? limit : undefined);
      const okx = serverOf('okx');
      okx.markets = okx.markets.filter(({ base }) => base !== 'XRP');
      const unreachable = expect.stringMatching(/^gate .*can't be reached/) as string;
      await expect
        .poll(() => watchOf('gate'), PATIENCE)
        .toMatchObject({ state: 'FAILING', failure: unreachable });
      const failing = await watchOf('gate');
      await expect.poll(() => refusals, PATIENCE).toBeLessThan(10);
      await expect
        .poll(() => watchOf('okx', 'XRP/USDT'), { ...PATIENCE, timeout: 120_000 })
        .toMatchObject({ state: 'STOPPED', failure: 'okx has no market "XRP/USDT".' });
      await pause(Math.max(0, inFastTime(awaySince + OUTAGE_MINUTES * MINUTE - now())));

      const away = await watchOf('gate');
      expect(away).toMatchObject({ state: 'FAILING', failingSince: failing?.failingSince });
      const since = Date.parse(away?.failingSince ?? '');
      // Since it was asked in vain for the first time: at most a minute and a poll after it went away.
      expect(since - awaySince).toBeGreaterThanOrEqual(-1_000);
      expect(since - awaySince).toBeLessThan(10 * MINUTE);
      const others = async () => (await statesBeside('gate')).sort();
      await expect.poll(others, PATIENCE).toEqual([...live(8), 'STOPPED']);
      await pageSays('outage', {
        Gate: /Nothing from Gate.* since \d\d:\d\d UTC, trying again.*can't be reached/,
        'XRP/USDT': /Stopped since.*okx has no market "XRP\/USDT"/,
      });
      serverOf('gate').mishap = () => undefined;
      await untilNewCandles();
      await expect.poll(async () => (await watchOf('gate'))?.state, PATIENCE).toBe('LIVE');
      expect(refusals, 'the rate limit is over').toBeLessThanOrEqual(0);
    },
    LONGEST_MS,
  );

  it(
    'have each closed candle once and in order, as the exchanges have them',
    async () => {
      const until = now() - 10 * MINUTE;
      await server.stop();
      await withDatabase(databaseUrl, async (client) => {
        for (const { exchange, symbol, market } of followed) {
          const { rows } = await client.query<OhlcvValues & { time: Date }>(
            `SELECT open_time AS time, open, high, low, close, volume FROM candle
            WHERE exchange = $1 AND symbol = $2 AND interval = '1m' ORDER BY open_time`,
            [exchange, symbol],
          );
          const stored = rows.map(({ time, ...values }) => ({ openTime: time.getTime(), ...values }));
          const [first, last] = [stored.at(0)?.openTime ?? NaN, stored.at(-1)?.openTime ?? NaN];
          const name = `${exchange} ${symbol}`;
          // Kraken keeps the newest 720.
          const least = exchange === 'kraken' ? 720 : 1_440 - QUIET.count;
          expect(stored.length, name).toBeGreaterThanOrEqual(least);
          if (symbol !== 'XRP/USDT') expect(last, name).toBeGreaterThanOrEqual(until);
          const served = market.candles.filter(({ openTime }) => openTime >= first && openTime <= last);
          expect(stored.length, name).toBe(served.length);
          expect(stored, name).toEqual(served);
        }
        const { rows } = await client.query('SELECT count(*)::int AS candles FROM candle');
        console.log(`${JSON.stringify(rows[0])} in ${Math.round((Date.now() - BEGIN) / 1_000)} s`);
      });
    },
    LONGEST_MS,
  );
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
