import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';
import { logPosition, STANDBY_POSITION } from '../database/log-position.ts';
import { PrimaryPositions } from './primary-positions.ts';
import { Standby } from './standby.ts';
import { createStandbyFolders } from '../testing/standby-folders.ts';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
/** A question for each place that reads the past. */
const HISTORY = `{
  candles(limit: 1000) { openTime close }
  detections(limit: 1000) { candle { openTime } anomalyScore }
  rare: detections(limit: 1000, minReturnPeriodHours: 24) { candle { openTime } }
  rareCandles { openTime kind }
  candleOverview(most: 10) { intervals candles { openTime candleCount } }
  anomalyLanes(from: "2018-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z") { symbol anomalies { openTime } }
  incidents { openedAt }
  accuracy { scoredCandles }
}`;
const COUNT = '{ accuracy { scoredCandles } candles(limit: 1000) { openTime } }';
const HOURS = candleInputs(900, 5);

const log = pino({ level: 'silent' });
const ends: (() => Promise<unknown>)[] = [];
let primaryUrl: string;
let standby: EmbeddedPostgres;
let standbyUrl: string;
let server: RunningServer;
let sent = 0;

/** A PostgreSQL, and a copy of it that follows by streaming replication. */
beforeAll(async () => {
  const { primary, standby: copy, standbyCluster, remove } = await createStandbyFolders();
  ends.push(remove);
  primaryUrl = (await start(primary)).url;
  const { hostname, port, username, password } = new URL(primaryUrl);
  const source = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
  await appendFile(join(standbyCluster, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
  ({ postgres: standby, url: standbyUrl } = await start(copy));

  server = await startTestServer({ DATABASE_URL: primaryUrl, STANDBY_URL: standbyUrl }, primaryUrl);
  ends.push(async () => server[Symbol.asyncDispose]());
  await send(600);
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function start(dataDir: string) {
  const postgres = await EmbeddedPostgres.start(dataDir, log);
  ends.push(() => postgres.dispose());
  return { postgres, url: await postgres.database('candles') };
}

async function send(count: number): Promise<void> {
  const candles = HOURS.slice(sent, sent + count);
  sent += count;
  expect(await server.ask(SEND, { candles })).not.toHaveProperty('errors');
}

async function onStandby(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: standbyUrl });
  await client.connect();
  const { rows } = await client.query<object>(sql).finally(() => client.end());
  return rows;
}

async function ask<Data = { candles: unknown[] }>(query: string, cacheControl?: string) {
  const response = await fetch(`${server.app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cacheControl && { 'cache-control': cacheControl }) },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  expect(errors).toBeUndefined();
  return { data, age: response.headers.get('age') };
}

/** How many candles an answer shows, and whether it came from the standby. */
async function shown(cacheControl?: string) {
  const { data, age } = await ask(COUNT, cacheControl);
  return { candles: data.candles.length, isStale: age !== null };
}

describe('a standby', () => {
  // Whatever was sent is there, and nothing holds it up.
  beforeEach(async () => {
    await onStandby('SELECT pg_wal_replay_resume()');
    await expect
      .poll(() => shown('max-stale=60'), { timeout: 20_000 })
      .toEqual({ candles: sent, isStale: true });
  });

  it('answers every question about the past as the primary does, and says how old that is', async () => {
    const present = await ask(HISTORY);
    const stale = await ask(HISTORY, 'max-stale=60');
    expect(present.age).toBeNull();
    expect(stale.data).toEqual(present.data);
    expect(Number(stale.age)).toBeGreaterThanOrEqual(1);
    expect(Number(stale.age)).toBeLessThan(60);
  });

  it('is not asked by whoever does not allow it', async () => {
    await onStandby('SELECT pg_wal_replay_pause()');
    await send(10);
    expect(await shown()).toEqual({ candles: sent, isStale: false });
    expect(await shown('no-cache')).toEqual({ candles: sent, isStale: false });
    expect(await shown('max-stale=0')).toEqual({ candles: sent, isStale: false });
  });

  it('is asked while what it lacks is not older than allowed', async () => {
    await onStandby('SELECT pg_wal_replay_pause()');
    await send(10);
    expect(await shown('max-stale=60')).toEqual({ candles: sent - 10, isStale: true });
    await pause(2_500);
    expect(await shown('max-stale=2')).toEqual({ candles: sent, isStale: false });
    expect(await shown('max-stale=60')).toEqual({ candles: sent - 10, isStale: true });
    expect(await shown('max-stale')).toEqual({ candles: sent - 10, isStale: true });
  });

  it('lets the errors of a question through', async () => {
    const headers = { 'cache-control': 'max-stale=60' };
    const { errors } = await server.ask('{ candles(limit: 0) { close } }', {}, headers);
    expect(errors?.[0]).toMatchObject({
      message: 'limit: expected at least 1, received 0',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('tells how far it has come to users without special rights', async () => {
    const owner = new pg.Client({ connectionString: primaryUrl });
    await owner.connect();
    await owner.query(`CREATE ROLE reader LOGIN PASSWORD 'reads-only'`).finally(() => owner.end());
    const url = new URL(standbyUrl);
    url.username = 'reader';
    url.password = 'reads-only';
    const position = async () => {
      const reader = new pg.Client({ connectionString: url.href });
      await reader.connect();
      const { rows } = await reader.query(STANDBY_POSITION).finally(() => reader.end());
      return logPosition(rows);
    };
    // It has to hear of the user first.
    await expect.poll(() => position().catch(() => undefined)).toMatchObject({ timeline: 1 });
  });

  it('is asked again at once when its replay was in the way, and after a rest when it failed', async () => {
    const positions = new PrimaryPositions();
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const other = new Standby({
      url: standbyUrl,
      positions,
      onError,
      onRead: () => undefined,
      onSuccess: () => undefined,
    });
    ends.push(() => other.dispose());
    const read = (sql: string) => other.read(Infinity, (manager) => manager.query<unknown>(sql));
    const raise = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`;
    // Nothing is known of the primary, and so of no age.
    expect(await read('SELECT 1 AS one')).toBeUndefined();
    positions.add({ timeline: 1, bytes: 0, askedAt: performance.now() });
    expect(await read(raise('40001'))).toBeUndefined();
    expect(errors).toHaveLength(0);
    expect(await read('SELECT 1 AS one')).toMatchObject({ value: [{ one: 1 }] });
    expect(await read(raise('XX000'))).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(await read('SELECT 1 AS one')).toBeUndefined();
  });

  it('is asked no longer when it was promoted, or ends', async () => {
    await onStandby('SELECT pg_promote()');
    await send(10);
    expect(await shown('max-stale=60')).toEqual({ candles: sent, isStale: false });
    await standby.dispose();
    expect(await shown('max-stale=60')).toEqual({ candles: sent, isStale: false });
  });
});

it('starts without a standby, and answers from the primary', async () => {
  await using beside = await startTestServer(
    { DATABASE_URL: primaryUrl, STANDBY_URL: standbyUrl },
    primaryUrl,
  );
  const headers = { 'cache-control': 'max-stale=60' };
  const { data } = await beside.ask<{ candles: unknown[] }>(COUNT, {}, headers);
  expect(data?.candles).toHaveLength(sent);
});
