import { setTimeout as pause } from 'node:timers/promises';
import { createRandom, type Random } from '@detective/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIALECTS } from '../../data/exchanges/testing/dialects.ts';
import type { ServedCandle } from '../../data/exchanges/testing/fake-market.ts';
import { BEGIN, HOUR } from '../../data/exchanges/testing/fixtures.ts';
import { setRandomScene } from '../../data/exchanges/testing/random-scene.ts';
import { createDataSource } from '../../ormconfig.ts';
import { createDatabase } from '../../server/testing/test-database.ts';
import type { FromWorker } from '../../server/watches/messages.ts';
import { storeCorrection } from '../../server/watches/correction-store.ts';
import { WatchWorker } from '../../server/watches/watch-worker.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { withDatabase } from './stored-rows.ts';

/** `SEED` repeats a run that failed; `HOURS=720 EXCHANGES=8` makes it a month on all of them. */
const SEED = Number(process.env.SEED ?? Date.now() % 1e6);
const HOURS = Number(process.env.HOURS ?? 96);
const EXCHANGES = Number(process.env.EXCHANGES ?? 2);
const DEADLINE_MS = 500;
/** Of a server and of a worker. */
const LONGEST_LIFE_MS = 15_000;
const SHORTEST_LIFE_MS = 500;
const LONGEST_MS = 7_200_000;

/** Others with each seed. */
const CHOSEN = Array.from(
  { length: EXCHANGES },
  (_, index) => DIALECTS[(SEED + index) % DIALECTS.length],
).filter((dialect) => dialect !== undefined);

const at = (hour: number) => BEGIN + hour * HOUR;

let databaseUrl: string;
let database: ReturnType<typeof createDataSource>;
let settings: Record<string, string>;
let server: ServerProcess;

beforeEach(async () => {
  databaseUrl = await createDatabase();
  settings = { PORT: String(await freePort()), REPLAY_RATE: 'off', DATABASE_URL: databaseUrl };
  server = await ServerProcess.start(settings);
  database = await createDataSource(databaseUrl).initialize();
});
afterEach(async () => {
  await database?.destroy();
  await server?.stop();
});

/** Kills the server soon, then at random instants until it is told to stop, and says how often. */
async function killAgainAndAgain(random: Random, signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills++) {
    const lifeMs = kills === 0 ? SHORTEST_LIFE_MS : 2_000 + random.uniform() * LONGEST_LIFE_MS;
    await pause(lifeMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return kills;
    await server.kill();
    server = await ServerProcess.start(settings);
  }
}

/** A scene of faults on one exchange, and a worker for it that stores what comes on the one server. */
async function followThroughFaults(exchange: string, seed: number) {
  await using scene = await setRandomScene(exchange, seed, HOURS);
  const { candles, corrected, random } = scene;
  const watch = { id: exchange, exchange, symbol: scene.symbol, interval: '1h' as const, from: BEGIN };
  let newest = -Infinity;
  let lives = 0;
  for (; newest < at(HOURS); lives++) {
    const worker: WatchWorker = new WatchWorker({
      ...{ url: `${server.url}/graphql`, token: undefined, clock: scene.clock, deadlineMs: DEADLINE_MS },
      hosts: new Map([[exchange, scene.server.host]]),
      tell: (message) => void take(message),
    });
    const take = async (message: FromWorker) => {
      if (message.type === 'correction') {
        const { number, correction } = message;
        await storeCorrection(database.manager, correction, correction.candle);
        worker.take({ type: 'stored', number });
      }
      if (message.type !== 'status') return;
      newest = message.status.newestOpenTime ?? newest;
      scene.received(newest);
    };
    worker.take({ type: 'add', number: 1, asked: watch });
    const end = performance.now() + random.uniform() * LONGEST_LIFE_MS;
    while (newest < at(HOURS) && performance.now() < end) await pause(20);
    await worker.dispose();
  }
  return { candles, corrections: corrected, lives };
}

const valuesOf = ({ openTime, open, high, low, close, volume }: ServedCandle) => ({
  ...{ openTime, open, high, low, close, volume },
});

/** What is stored of an exchange, ascending. */
function stored(table: 'candle' | 'correction', exchange: string): Promise<ServedCandle[]> {
  return withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<ServedCandle>(
      `SELECT (extract(epoch FROM open_time) * 1000)::float8 AS "openTime", open, high, low, close, volume
         FROM ${table} WHERE exchange = $1 ORDER BY open_time`,
      [exchange],
    );
    return rows;
  });
}

describe(`exchanges of which every fourth request goes wrong, while the server is killed and the worker starts again and again (SEED=${SEED} HOURS=${HOURS})`, () => {
  it(
    'are stored as they are, row by row, with what they have corrected beside it',
    { timeout: LONGEST_MS },
    async () => {
      const over = new AbortController();
      const killing = killAgainAndAgain(createRandom(SEED), over.signal);
      const followed = await Promise.all(
        CHOSEN.map(async ({ exchange }, index) => ({
          exchange,
          ...(await followThroughFaults(exchange, SEED + index)),
        })),
      );
      over.abort();
      const kills = await killing;
      for (const { exchange, candles, corrections } of followed) {
        const closed = (await stored('candle', exchange)).filter(({ openTime }) => openTime <= at(HOURS));
        expect(closed, exchange).toEqual(
          candles.filter(({ openTime }) => openTime <= at(HOURS)).map(valuesOf),
        );
        const changed = [...corrections.values()].sort((a, b) => a.openTime - b.openTime);
        expect(await stored('correction', exchange), exchange).toEqual(changed.map(valuesOf));
      }
      const rows = followed.reduce((sum, { candles }) => sum + candles.length, 0);
      const lives = followed.reduce((sum, one) => sum + one.lives, 0);
      console.log(
        `${rows} candles as served, through ${kills} kills of the server and ${lives} lives of workers`,
      );
      expect(kills).toBeGreaterThan(0);
    },
  );
});
