import { simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import type { Detection } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { DetectionFeed } from './detection-feed.ts';

const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
const hours = [...simulate({ seed: 3, interval: '1h', from: Date.UTC(2021, 0, 1), count: 40 })];
const NEVER_MS = 3_600_000;

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
});
afterAll(() => dataSource.destroy());

let made = 0;
/** A feed and an ingest that may or may not wake it, with a symbol of their own. */
function setUp({ pollMs = NEVER_MS, wakes = true } = {}) {
  const symbol = `FEED/${++made}`;
  const feed = new DetectionFeed({ dataSource, pollMs });
  const ingest = new Ingest({ dataSource, detectors, onCommit: (changed) => wakes && feed.take(changed) });
  const store = (from: number, to: number, name = symbol) =>
    ingest.judge(
      hours
        .slice(from, to)
        .map((candle) => ({ ...candle, exchange: '', symbol: name, interval: '1h' as const })),
    );
  return { symbol, feed, store };
}

async function take(count: number, follower: AsyncIterableIterator<Detection>) {
  const taken: Detection[] = [];
  while (taken.length < count) {
    const { value, done } = await follower.next();
    if (done) break;
    taken.push(value as Detection);
  }
  return taken;
}

/** A follower's mark is set once a poll has ended, and a later follower's first result proves that it has. */
async function looked(feed: DetectionFeed, symbol: string) {
  await take(1, feed.follow({ symbol, after: new Date(0) }));
}

const indexes = (detections: Detection[]) =>
  detections.map(({ openTime }) => hours.findIndex((hour) => hour.openTime === openTime.getTime()));

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** The data source with a count of the most pages of detections that were being read at once. */
function watched() {
  let reading = 0;
  let most = 0;
  const manager = Object.create(dataSource.manager, {
    find: {
      value: async (...asked: Parameters<typeof dataSource.manager.find>) => {
        most = Math.max(most, ++reading);
        return dataSource.manager.find(...asked).finally(() => reading--);
      },
    },
  }) as DataSource['manager'];
  return {
    source: Object.create(dataSource, { manager: { value: manager } }) as DataSource,
    most: () => most,
  };
}

describe('what this server stores itself', () => {
  /** The data source with a count of the statements that were run. */
  function counted() {
    let statements = 0;
    const manager = Object.create(dataSource.manager, {
      query: {
        value: (...asked: Parameters<typeof dataSource.manager.query>) => {
          statements++;
          return dataSource.manager.query(...asked);
        },
      },
    }) as DataSource['manager'];
    const source = Object.create(dataSource, { manager: { value: manager } }) as DataSource;
    return { source, statements: () => statements };
  }

  async function followed() {
    const symbol = `OWN/${++made}`;
    const { source, statements } = counted();
    const feed = new DetectionFeed({ dataSource: source, pollMs: NEVER_MS });
    const [own, other] = [
      new Ingest({ dataSource, detectors, onCommit: (changed) => feed.take(changed) }),
      new Ingest({ dataSource, detectors, onCommit: () => undefined }),
    ];
    const storeBy = (ingest: Ingest, from: number, to: number) =>
      ingest.judge(
        hours.slice(from, to).map((candle) => ({ ...candle, exchange: '', symbol, interval: '1h' as const })),
      );
    await storeBy(own, 0, 1);
    const follower = feed.follow({ symbol, after: new Date(0) });
    await take(1, follower);
    return { symbol, feed, follower, own, other, storeBy, statements };
  }

  it('comes without being read, and is what would have been read', async () => {
    const { symbol, feed, follower, own, storeBy, statements } = await followed();
    const before = statements();
    await storeBy(own, 1, 3);
    const given = await take(2, follower);
    expect(statements()).toBe(before);
    const late = new DetectionFeed({ dataSource, pollMs: NEVER_MS });
    const read = await take(3, late.follow({ symbol, after: new Date(0) }));
    expect(JSON.parse(JSON.stringify(given))).toEqual(JSON.parse(JSON.stringify(read.slice(1))));
    for (const one of [feed, late]) one.dispose();
  });

  it('comes once and in order, whatever other servers store in between', async () => {
    const { feed, follower, own, other, storeBy } = await followed();
    await storeBy(other, 1, 4);
    await storeBy(own, 4, 5);
    await storeBy(own, 5, 6);
    await storeBy(other, 6, 7);
    await storeBy(own, 7, 9);
    expect(indexes(await take(8, follower))).toEqual(range(1, 9));
    feed.dispose();
  });
});

describe('followers that begin far back', () => {
  it('read a few pages at a time, and one of another client soon has its turn', async () => {
    const { symbol, store } = setUp();
    await store(0, 20);
    const { source, most } = watched();
    const feed = new DetectionFeed({ dataSource: source, pollMs: NEVER_MS });
    const after = new Date(0);
    let served = 0;
    const greedy = Array.from({ length: 100 }, async () => {
      await take(20, feed.follow({ symbol, after, client: 'greedy' }));
      served++;
    });
    await take(20, feed.follow({ symbol, after, client: 'other' }));
    expect(served, 'of the greedy client, before the other one').toBeLessThan(20);
    await Promise.all(greedy);
    expect(most()).toBeLessThanOrEqual(4);
    feed.dispose();
  });
});

describe('a poll', () => {
  /** The data source with the statements that read what is new, by how many series each asks for. */
  function counted() {
    const asked: number[] = [];
    const manager = Object.create(dataSource.manager, {
      query: {
        value: (sql: string, parameters: unknown[]) => {
          if (sql.includes('FROM detection')) asked.push((parameters[0] as unknown[]).length);
          return dataSource.manager.query(sql, parameters);
        },
      },
    }) as DataSource['manager'];
    return { source: Object.create(dataSource, { manager: { value: manager } }) as DataSource, asked };
  }

  it('reads detections only of series that have new ones', async () => {
    const { symbol, store } = setUp();
    for (let index = 0; index < 30; index++) await store(0, 2, `${symbol}/${index}`);
    await store(0, 2);
    const { source, asked } = counted();
    const feed = new DetectionFeed({ dataSource: source, pollMs: 20 });
    const follower = feed.follow({});
    const news = take(2, follower);
    // Polls go on, each over all series, while two candles come.
    await looked(feed, symbol);
    await store(2, 4);
    expect(indexes(await news)).toEqual([2, 3]);
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(new Set(asked)).toEqual(new Set([1]));
    feed.dispose();
  });

  it('reads all series of which the wake-ups were lost in one statement', async () => {
    const { symbol, store } = setUp();
    const names = range(0, 30).map((index) => `${symbol}/${index}`);
    for (const name of names) await store(0, 2, name);
    const { source, asked } = counted();
    const feed = new DetectionFeed({ dataSource: source, pollMs: NEVER_MS });
    const news = take(60, feed.follow({}));
    await looked(feed, names[0] ?? '');
    await Promise.all(names.map((name) => store(2, 4, name)));
    // A new follower polls, as time would.
    const other = feed.follow({ symbol }).next();
    const all = await news;
    for (const name of names)
      expect(indexes(all.filter((detection) => detection.symbol === name))).toEqual([2, 3]);
    expect(asked).toEqual([30]);
    feed.dispose();
    await other;
  });

  it('finds what a transaction stored that was under way during the one before', async () => {
    const { symbol, feed, store } = setUp({ pollMs: 20, wakes: false });
    await store(0, 1);
    const news = take(1, feed.follow({ symbol }));
    await looked(feed, symbol);
    const long = dataSource.createQueryRunner();
    await long.startTransaction();
    await long.query('UPDATE series SET anomaly_count = anomaly_count WHERE symbol = $1', [symbol]);
    const stored = store(1, 2);
    // Others are stored and polled for meanwhile.
    const other = setUp();
    await other.store(0, 1);
    await looked(feed, other.symbol);
    await long.commitTransaction();
    await long.release();
    await stored;
    expect(indexes(await news)).toEqual([1]);
    feed.dispose();
  });
});

describe('a follower', () => {
  it('without a mark gets what is stored from now on', async () => {
    const { symbol, feed, store } = setUp();
    await store(0, 10);
    const follower = feed.follow({ symbol });
    const taken = take(5, follower);
    await looked(feed, symbol);
    await store(10, 15);
    expect(indexes(await taken)).toEqual(range(10, 15));
    feed.dispose();
  });

  it('of a series that does not exist yet gets it from its first candle on', async () => {
    const { symbol, feed, store } = setUp();
    const other = `${symbol}/OTHER`;
    await store(0, 1, other);
    const taken = take(4, feed.follow({ symbol }));
    await looked(feed, other);
    await store(0, 4);
    expect(indexes(await taken)).toEqual(range(0, 4));
    feed.dispose();
  });

  it('that catches up while candles come gets each of them once', async () => {
    const { symbol, feed, store } = setUp();
    await store(0, 5);
    const all = range(0, 40).map((client) =>
      take(40, feed.follow({ symbol, after: new Date(0), client: String(client) })),
    );
    for (let index = 5; index < 40; index++) await store(index, index + 1);
    for (const taken of await Promise.all(all)) expect(indexes(taken)).toEqual(range(0, 40));
    feed.dispose();
  });

  it('of every series gets each series in its own order', async () => {
    const { symbol, feed, store } = setUp();
    await store(0, 1);
    const all = take(6, feed.follow({}));
    await looked(feed, symbol);
    await store(0, 3, `${symbol}/OTHER`);
    await store(1, 4);
    const taken = await all;
    expect(indexes(taken.filter((detection) => detection.symbol === symbol))).toEqual(range(1, 4));
    expect(indexes(taken.filter((detection) => detection.symbol !== symbol))).toEqual(range(0, 3));
    feed.dispose();
  });

  it('misses nothing when every wake-up is lost', async () => {
    const { symbol, feed, store } = setUp({ pollMs: 20, wakes: false });
    await store(0, 1);
    const taken = take(9, feed.follow({ symbol, after: hours[0] && new Date(hours[0].openTime) }));
    for (let index = 1; index < 10; index++) await store(index, index + 1);
    expect(indexes(await taken)).toEqual(range(1, 10));
    feed.dispose();
  });

  it('that reads slowly still gets everything, and holds up nobody', async () => {
    const { symbol, feed, store } = setUp();
    await store(0, 1);
    const after = hours[0] && new Date(hours[0].openTime);
    const slow = feed.follow({ symbol, after });
    const fast = feed.follow({ symbol, after });
    const first = slow.next();
    const taken = take(39, fast);
    for (let index = 1; index < 40; index++) await store(index, index + 1);
    expect(indexes(await taken)).toEqual(range(1, 40));
    expect(indexes([(await first).value as Detection, ...(await take(38, slow))])).toEqual(range(1, 40));
    feed.dispose();
  });

  it('can leave while it waits', async () => {
    const { symbol, feed } = setUp();
    const follower = feed.follow({ symbol });
    const waiting = follower.next();
    await expect.poll(() => feed.followers).toBe(1);
    await follower.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(feed.followers).toBe(0);
    feed.dispose();
  });
});

it('a disposed feed ends its followers', async () => {
  const { symbol, feed } = setUp();
  const waiting = feed.follow({ symbol }).next();
  await expect.poll(() => feed.followers).toBe(1);
  feed.dispose();
  expect((await waiting).done).toBe(true);
});
