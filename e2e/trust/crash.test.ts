import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../../server/testing/test-database.ts';
import { simulatedHours, temporaryFolder, writeCsv } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { sendStubbornly, type Judgement } from './candle-sender.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { follow, type Follower } from './follower.ts';
import { atRandomInstants, crashSeed } from './random-instants.ts';
import { ReplayProcess } from './replay-process.ts';
import { expectSameRows, storedRows, type StoredRows } from './stored-rows.ts';

/**
 * Each suite kills one of the three processes so often while two series are written, each by a client of its own;
 * `KILLS=20` kills more often.
 */
const KILLS = Number(process.env.KILLS ?? 3);
const REPLAYED = { symbol: 'BTC/USD', candles: simulatedHours(1_200, 11) };
const BATCHED = { symbol: 'ETH/USD', candles: simulatedHours(1_200, 12) };
const CANDLES_A_BATCH = 7;
const CANDLES_A_SECOND = 300;
const PATIENCE_MS = 900_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let csv: string;
let uninterrupted: StoredRows;
beforeAll(async () => {
  folder = await temporaryFolder();
  csv = await writeCsv(join(folder.path, 'hours.csv'), REPLAYED.candles);
  const { server, databaseUrl } = await startOnNewDatabase();
  await sendStubbornly(server.url, BATCHED.symbol, BATCHED.candles, 1_000);
  await new ReplayProcess(csv, server.url, 'max').done();
  uninterrupted = await storedRows(databaseUrl);
  await server.stop();
}, PATIENCE_MS);
afterAll(() => folder.dispose());

async function startOnNewDatabase() {
  const databaseUrl = await createDatabase();
  const settings = { PORT: String(await freePort()), REPLAY_RATE: 'off', DATABASE_URL: databaseUrl };
  return { databaseUrl, server: await ServerProcess.start(settings) };
}

/** A server with a PostgreSQL of its own, which outlives it or which it starts again, whichever of the two is killed. */
async function startWithOwnPostgres(name: string) {
  const DATA_DIR = join(folder.path, name);
  const settings = { PORT: String(await freePort()), REPLAY_RATE: 'off', DATA_DIR };
  const server = await ServerProcess.start(settings);
  return { settings, database: new EmbeddedDatabase(DATA_DIR), server };
}

/** The clients of a run: one follower a series, and one that sends the second series in small batches. */
function startClients(url: string) {
  const replayed = follow(url, REPLAYED.symbol);
  const batched = follow(url, BATCHED.symbol);
  const judgements = sendStubbornly(url, BATCHED.symbol, BATCHED.candles, CANDLES_A_BATCH);
  return { replayed, batched, judgements };
}

const timesOf = (rows: StoredRows, symbol: string) =>
  rows.detection.filter((row) => row.symbol === symbol).map((row) => (row.open_time as Date).toISOString());

/** Everything the database and the clients ended up with is what they would have without any kill. */
async function expectNothingLost(databaseUrl: string, clients: ReturnType<typeof startClients>) {
  const told = await clients.judgements;
  const rows = await storedRows(databaseUrl);
  expectSameRows(rows, uninterrupted);
  expectToldAsStored(told, rows);
  await expectEachOnce(clients.replayed, timesOf(rows, REPLAYED.symbol));
  await expectEachOnce(clients.batched, timesOf(rows, BATCHED.symbol));
}

function expectToldAsStored(told: Judgement[], rows: StoredRows): void {
  const stored = rows.detection.filter((row) => row.symbol === BATCHED.symbol);
  expect(told.map(({ anomalyScore }) => anomalyScore)).toEqual(stored.map((row) => row.anomaly_score));
  expect(told.map(({ isAnomaly }) => isAnomaly)).toEqual(stored.map((row) => row.is_anomaly));
}

async function expectEachOnce(follower: Follower, times: string[]): Promise<void> {
  await vi.waitUntil(() => follower.received.length >= times.length, { timeout: 180_000 });
  await follower.dispose();
  expect(follower.received).toEqual(times);
}

// At the same time, because each waits most of it for processes that start; what they kill is their own.
describe.concurrent(
  'after kill -9 at random instants, database and subscribers have what an uninterrupted run gives them',
  () => {
    it(`${KILLS} times of the server`, { timeout: PATIENCE_MS }, async ({ onTestFinished }) => {
      const seed = crashSeed('kill -9 of the server');
      const { settings, database, server: first } = await startWithOwnPostgres('server-killed');
      let server = first;
      onTestFinished(async () => {
        await server.stop();
      });
      const clients = startClients(server.url);
      const worker = new ReplayProcess(csv, server.url, CANDLES_A_SECOND);
      await atRandomInstants(
        { seed, blows: KILLS, total: REPLAYED.candles.length },
        () => clients.replayed.received.length,
        async () => {
          await server.kill();
          server = await ServerProcess.start(settings);
        },
      );
      await worker.done();
      await expectNothingLost(await database.url(), clients);
      expect(clients.replayed.breaks).toBeGreaterThanOrEqual(1);
    });

    it(
      `${KILLS} times of PostgreSQL, its first process or one that serves`,
      { timeout: PATIENCE_MS },
      async ({ onTestFinished }) => {
        const seed = crashSeed('kill -9 of PostgreSQL');
        const { database, server } = await startWithOwnPostgres('postgres-killed');
        onTestFinished(async () => {
          await server.stop();
        });
        const clients = startClients(server.url);
        const worker = new ReplayProcess(csv, server.url, CANDLES_A_SECOND);
        await atRandomInstants(
          { seed, blows: KILLS, total: REPLAYED.candles.length },
          () => clients.replayed.received.length,
          async (_blow, random) => {
            const isFirst = random.integer(2) === 0;
            // What is not there yet after the last blow can't be hit.
            while (!(await (isFirst ? database.killPostmaster() : database.killBackend()))) await pause(20);
          },
        );
        await worker.done();
        await expectNothingLost(await database.url(), clients);
        expect(clients.replayed.breaks, 'subscribers did not have to reconnect').toBe(0);
      },
    );

    it(`${KILLS} times of the replay worker`, { timeout: PATIENCE_MS }, async ({ onTestFinished }) => {
      const seed = crashSeed('kill -9 of the worker');
      const { server, databaseUrl } = await startOnNewDatabase();
      onTestFinished(async () => {
        await server.stop();
      });
      const clients = startClients(server.url);
      let worker = new ReplayProcess(csv, server.url, CANDLES_A_SECOND);
      await atRandomInstants(
        { seed, blows: KILLS, total: REPLAYED.candles.length },
        () => clients.replayed.received.length,
        async () => {
          await worker.kill();
          worker = new ReplayProcess(csv, server.url, CANDLES_A_SECOND);
        },
      );
      await worker.done();
      await expectNothingLost(databaseUrl, clients);
    });
  },
);
