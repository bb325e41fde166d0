import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { readDetections } from '../../server/database/read-detections.ts';
import { createDatabase } from '../../server/testing/test-database.ts';
import { simulatedHours } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { sendStubbornly } from './candle-sender.ts';
import { metricOf } from './metrics-of.ts';
import { RawSubscriber } from './raw-subscriber.ts';
import { withDatabase } from './stored-rows.ts';

const SUBSCRIBERS = 1_000;
const HOURS = simulatedHours(80);
const HOUR_TIMES = HOURS.map(({ openTime }) => new Date(openTime).toISOString());
const BEFORE_ALL = '2000-01-01T00:00:00.000Z';
const STORED = 75_000;
const FIRST_STORED = Date.UTC(2010, 0, 1);
const ALL_FIELDS = 'id status forecastHigh forecastLow anomalyScore threshold upperLimit lowerLimit modelId';
const PATIENCE_MS = 900_000;
const MEGABYTE = 1024 * 1024;
/** Less than an idle server with all stored detections of the long series in memory would take. */
const HEAP_MEGABYTES = 104;
const MOST_GROWTH = 150 * MEGABYTE;

let databaseUrl: string;
let server: ServerProcess;

/** A server for one group of tests, on a database of its own. */
function startServer(settings: Record<string, string> = {}) {
  beforeAll(async () => {
    databaseUrl = await createDatabase();
    server = await ServerProcess.start({
      PORT: String(await freePort()),
      REPLAY_RATE: 'off',
      CONNECTIONS_PER_ADDRESS: String(2 * SUBSCRIBERS),
      DATABASE_URL: databaseUrl,
      ...settings,
    });
  });
  afterAll(() => server.stop());
}

const subscribers = () => metricOf(server.url, 'detective_subscribers ');

/** So few at a time that each can say hello before the server loses patience, on a slow machine, too. */
const connectSome = (url: string) =>
  Promise.all(Array.from({ length: 50 }, () => new RawSubscriber(url).connect()));

/** Puts a long series into the database without judging it: what is tested is how it comes out. */
async function storeLongSeries(symbol: string): Promise<void> {
  const time = `timestamptz 'epoch' + ${FIRST_STORED / 1_000} * interval '1 s' + n * interval '1 h'`;
  await withDatabase(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO candle SELECT $1, '1h', ${time}, 100, 101, 99, 100, 1 FROM generate_series(0, ${STORED - 1}) n`,
      [symbol],
    );
    await client.query(
      `INSERT INTO detection (symbol, interval, open_time, status, is_anomaly, kinds, model_id, detected_at)
       SELECT symbol, interval, open_time, 'WARMING_UP', false, '{}', 'stored', now() FROM candle WHERE symbol = $1`,
      [symbol],
    );
    await client.query(
      `INSERT INTO series SELECT symbol, interval, count(*), 0, min(open_time), max(open_time), 48
         FROM candle WHERE symbol = $1 GROUP BY symbol, interval`,
      [symbol],
    );
  });
}

/** Heap that one detection of a series takes as the object that the server makes of it. */
async function bytesADetection(symbol: string): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const dataSource = await createDataSource(databaseUrl).initialize();
  const held: unknown[] = [];
  const heapWithOneMorePage = async () => {
    const page = { order: { openTime: 'ASC' }, take: 2_000 } as const;
    held.push(...(await readDetections(dataSource.manager, { exchange: '', symbol, interval: '1h' }, page)));
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  // The first page also pays for what any query needs.
  const before = await heapWithOneMorePage();
  const first = held.length;
  await heapWithOneMorePage();
  const bytes = (await heapWithOneMorePage()) - before;
  await dataSource.destroy();
  return bytes / (held.length - first);
}

describe(`${SUBSCRIBERS} subscribers at once`, () => {
  startServer();

  it(
    'get every detection once and in order, each on a socket of its own',
    { timeout: PATIENCE_MS },
    async () => {
      const all: RawSubscriber[] = [];
      onTestFinished(() => all.forEach(({ socket }) => socket.close()));
      const symbol = `MANY/${randomUUID().slice(0, 8)}`;
      while (all.length < SUBSCRIBERS) all.push(...(await connectSome(server.url)));
      let wrong = 0;
      for (const subscriber of all) {
        subscriber.subscribe(symbol, BEFORE_ALL, '', (openTime) => {
          if (openTime !== HOUR_TIMES[subscriber.received - 1]) wrong++;
        });
      }
      await expect.poll(subscribers, { timeout: 180_000 }).toBe(SUBSCRIBERS);
      await sendStubbornly(server.url, symbol, HOURS, 10);
      const isServed = () => all.every(({ received }) => received >= HOURS.length);
      await expect.poll(isServed, { timeout: 300_000, interval: 200 }).toBe(true);
      expect(all.filter(({ received }) => received !== HOURS.length)).toHaveLength(0);
      expect(wrong, 'detections out of order').toBe(0);
      for (const { socket } of all) socket.close();
      await expect.poll(subscribers, { timeout: 180_000 }).toBe(0);
    },
  );
});

describe(`after a candle with ${STORED} stored ones behind it`, () => {
  startServer({ NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}` });
  beforeAll(() => storeLongSeries('LONG'), PATIENCE_MS);

  it('a subscriber gets all of them in pages, at the cost of a page', { timeout: PATIENCE_MS }, async () => {
    const heap = () => metricOf(server.url, 'nodejs_heap_size_used_bytes');
    const before = await heap();
    const subscriber = await new RawSubscriber(server.url).connect();
    let expected = FIRST_STORED;
    let wrong = 0;
    const began = performance.now();
    subscriber.subscribe('LONG', BEFORE_ALL, ALL_FIELDS, (openTime) => {
      if (Date.parse(openTime) !== expected) wrong++;
      expected += 3_600_000;
    });
    let most = 0;
    const bytesAsObjects = STORED * (await bytesADetection('LONG'));
    expect(before + bytesAsObjects, 'what all of them at once would take').toBeGreaterThan(
      HEAP_MEGABYTES * MEGABYTE,
    );
    while (subscriber.received < STORED) {
      const { received } = subscriber;
      most = Math.max(most, await heap());
      await expect.poll(() => subscriber.received, { timeout: 180_000 }).toBeGreaterThan(received);
    }
    const seconds = (performance.now() - began) / 1_000;
    subscriber.socket.close();
    expect(wrong).toBe(0);
    // Pages follow one another, so a million take ten times as long and no more memory.
    console.log(
      `${STORED} stored detections in ${seconds.toFixed(1)} s (${Math.round(STORED / seconds)} a second), ` +
        `heap ${Math.round(before / MEGABYTE)} MB before, at most ${Math.round(most / MEGABYTE)} MB, ` +
        `as objects ${Math.round(bytesAsObjects / MEGABYTE)} MB`,
    );
  });

  it(
    'one that never reads costs little, is told why it is dropped, and nobody else notices',
    { timeout: PATIENCE_MS },
    async () => {
      const resident = () => metricOf(server.url, 'process_resident_memory_bytes');
      const dropped = () => metricOf(server.url, 'detective_subscribers_dropped_total');
      const other = await new RawSubscriber(server.url).connect();
      const times: string[] = [];
      other.subscribe('OTHER', BEFORE_ALL, '', (openTime) => times.push(openTime));
      const before = await resident();
      const droppedBefore = await dropped();

      const stalled = await new RawSubscriber(server.url).connect();
      stalled.subscribe('LONG', BEFORE_ALL, ALL_FIELDS, () => undefined);
      await expect.poll(() => stalled.received, { timeout: 30_000 }).toBeGreaterThan(0);
      stalled.socket.pause();
      const sent = sendStubbornly(server.url, 'OTHER', HOURS, 1);
      await expect.poll(dropped, { timeout: 180_000 }).toBe(droppedBefore + 1);
      expect((await resident()) - before).toBeLessThan(MOST_GROWTH);
      stalled.socket.resume();
      expect(await stalled.closed()).toMatchObject({
        code: 4410,
        reason: expect.stringMatching('Too slow') as string,
      });
      expect(stalled.received).toBeLessThan(STORED);

      await sent;
      await expect.poll(() => times.length, { timeout: 180_000 }).toBe(HOURS.length);
      expect(times).toEqual(HOUR_TIMES);
      other.socket.close();
      await expect.poll(subscribers, { timeout: 180_000 }).toBe(0);
      expect(await dropped()).toBe(droppedBefore + 1);
    },
  );
});
