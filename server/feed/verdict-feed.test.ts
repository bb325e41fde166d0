import { simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Verdict, VerdictKind, type VerdictList } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { Retention } from '../operation/retention.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { VerdictFeed, type VerdictFeedOptions } from './verdict-feed.ts';

const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
const hours = [...simulate({ seed: 3, interval: '1h', from: Date.UTC(2021, 0, 1), count: 60 })];
const NEVER_MS = 3_600_000;

let dataSource: DataSource;
let ingest: Ingest;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
  ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
});
afterAll(async () => {
  await ingest.dispose();
  await dataSource.destroy();
});

let made = 0;
/** A data source that counts the queries of a feed. */
function counted(): { countedSource: DataSource; polls: () => number } {
  let polls = 0;
  const manager = Object.create(dataSource.manager, {
    query: {
      value: (text: string, values: unknown[]) => {
        polls++;
        return dataSource.manager.query(text, values);
      },
    },
  }) as DataSource['manager'];
  const countedSource = Object.create(dataSource, { manager: { value: manager } }) as DataSource;
  return { countedSource, polls: () => polls };
}

/** A series of judged hours with a feed that nobody wakes unless the test does. */
async function setUp(options: Partial<VerdictFeedOptions> = {}) {
  const key = { exchange: '', symbol: `VERDICT/${++made}`, interval: '1h' as const };
  await ingest.judge(hours.map((hour) => ({ ...hour, ...key })));
  const feed = new VerdictFeed({ dataSource, pollMs: NEVER_MS, ...options });
  const at = (index: number) => new Date(hours[index]?.openTime ?? 0);
  return {
    key,
    feed,
    follow: () => feed.follow(key),
    wake: () => feed.announce(key),
    give: (index: number, kind: VerdictKind, note = '') =>
      dataSource.manager.upsert(Verdict, { ...key, openTime: at(index), kind, note, decidedAt: new Date() }, [
        'exchange',
        'symbol',
        'interval',
        'openTime',
      ]),
    takeBack: (index: number) => dataSource.manager.delete(Verdict, { ...key, openTime: at(index) }),
  };
}

const indexes = ({ verdicts }: VerdictList) =>
  verdicts.map(({ openTime }) => hours.findIndex((hour) => hour.openTime === openTime.getTime()));

/** What comes next, as hours and what was said of them. */
async function next(follower: AsyncIterableIterator<VerdictList>) {
  const { value, done } = await follower.next();
  if (done) return 'the end';
  return indexes(value).map((index, position) => [index, value.verdicts[position]?.kind]);
}

const { REAL, FALSE, EXPECTED } = VerdictKind;

describe('a follower of verdicts', () => {
  it('gets the list at once, also when it is empty, and the whole list after each change', async () => {
    const { feed, follow, wake, give, takeBack } = await setUp();
    const early = follow();
    expect(await next(early)).toEqual([]);
    await give(7, REAL);
    await give(3, FALSE, 'a bad print');
    const late = follow();
    expect(await next(late)).toEqual([
      [3, FALSE],
      [7, REAL],
    ]);
    expect(await next(early)).toEqual([
      [3, FALSE],
      [7, REAL],
    ]);
    for (const [change, list] of [
      [() => give(3, EXPECTED, 'a bad print'), [[3, EXPECTED], [7, REAL]]], // prettier-ignore
      [() => give(3, EXPECTED, 'announced'), [[3, EXPECTED], [7, REAL]]], // prettier-ignore
      [() => takeBack(7), [[3, EXPECTED]]],
      [() => takeBack(3), []],
    ] as const) {
      const both = Promise.all([next(early), next(late)]);
      await change();
      wake();
      expect(await both).toEqual([list, list]);
    }
    feed.dispose();
  });

  it('hears of every change when each wake-up is lost', async () => {
    const { feed, follow, give, takeBack } = await setUp({ pollMs: 20 });
    const follower = follow();
    expect(await next(follower)).toEqual([]);
    await give(1, REAL);
    expect(await next(follower)).toEqual([[1, REAL]]);
    await takeBack(1);
    expect(await next(follower)).toEqual([]);
    feed.dispose();
  });

  it('that reads slowly gets the newest list next', async () => {
    const { feed, follow, wake, give } = await setUp();
    const [slow, fast] = [follow(), follow()];
    expect(await next(slow)).toEqual([]);
    expect(await next(fast)).toEqual([]);
    for (const index of [1, 2, 3]) {
      await give(index, REAL);
      wake();
      await next(fast);
    }
    expect(await next(slow)).toEqual([1, 2, 3].map((index) => [index, REAL]));
    feed.dispose();
  });

  it('hears nothing of other series, and nothing when nothing changed', async () => {
    const { feed, key, follow, wake, give } = await setUp();
    const other = await setUp();
    const follower = follow();
    await next(follower);
    const coming = next(follower);
    await other.give(1, REAL);
    for (let count = 0; count < 3; count++) wake();
    // A follower that comes now is served by a later poll than those.
    expect(await next(feed.follow(key))).toEqual([]);
    await give(2, FALSE);
    wake();
    expect(await coming).toEqual([[2, FALSE]]);
    feed.dispose();
    other.feed.dispose();
  });

  it('hears when retention deletes a candle with its verdict', async () => {
    const { feed, follow, give } = await setUp({ pollMs: 20 });
    await give(0, REAL);
    await give(59, FALSE);
    const follower = follow();
    expect(await next(follower)).toHaveLength(2);
    const retention = new Retention({
      dataSource,
      days: 1,
      onDeleted: () => undefined,
      onError: (error) => expect.unreachable(String(error)),
    });
    await retention.run();
    expect(await next(follower)).toEqual([[59, FALSE]]);
    await retention.dispose();
    feed.dispose();
  });

  it('is told from which candle on a list is complete when there are more verdicts than it holds', async () => {
    const { feed, follow, wake, give } = await setUp({ limit: 3 });
    for (const index of [1, 2, 3]) await give(index, REAL);
    const follower = follow();
    const whole = (await follower.next()).value as VerdictList;
    expect([indexes(whole), whole.completeFrom]).toEqual([[1, 2, 3], null]);
    await give(4, REAL);
    wake();
    const cut = (await follower.next()).value as VerdictList;
    expect([indexes(cut), cut.completeFrom]).toEqual([[2, 3, 4], new Date(hours[2]?.openTime ?? 0)]);
    feed.dispose();
  });

  it('can leave while it waits', async () => {
    const { feed, follow } = await setUp();
    const follower = follow();
    await next(follower);
    const waiting = follower.next();
    expect(feed.followers).toBe(1);
    await follower.return?.();
    expect((await waiting).done).toBe(true);
    expect(feed.followers).toBe(0);
    feed.dispose();
  });
});

describe('a feed of verdicts', () => {
  it('polls once for a hundred followers, and not at all without one', async () => {
    const { countedSource, polls } = counted();
    const { feed, follow, wake, give } = await setUp({ dataSource: countedSource });
    wake();
    const followers = Array.from({ length: 100 }, follow);
    await Promise.all(followers.map(next));
    const before = polls();
    expect(before).toBeLessThanOrEqual(2);
    const heard = Promise.all(followers.map(next));
    await give(5, REAL);
    wake();
    await heard;
    expect(polls()).toBe(before + 1);
    await Promise.all(followers.map((follower) => follower.return?.()));
    wake();
    // A poll would have begun before another query is answered.
    await dataSource.query('SELECT 1');
    expect(polls()).toBe(before + 1);
    feed.dispose();
  });

  it('goes on by itself after the database was away, for those who came meanwhile, too', async () => {
    let isAway = true;
    const manager = Object.create(dataSource.manager, {
      query: {
        value: (text: string, values: unknown[]) =>
          dataSource.manager.query(isAway ? 'SELECT 1 / 0' : text, isAway ? [] : values),
      },
    }) as DataSource['manager'];
    const errors: unknown[] = [];
    const { feed, follow, give } = await setUp({
      dataSource: Object.create(dataSource, { manager: { value: manager } }) as DataSource,
      pollMs: 20,
      onError: (error) => errors.push(error),
    });
    await give(5, REAL);
    const waiting = next(follow());
    await expect.poll(() => errors.length).toBeGreaterThan(1);
    isAway = false;
    expect(await waiting).toEqual([[5, REAL]]);
    feed.dispose();
  });

  it('ends its followers when it is disposed', async () => {
    const { feed, follow } = await setUp();
    const follower = follow();
    await next(follower);
    const waiting = next(follower);
    feed.dispose();
    expect(await waiting).toBe('the end');
  });
});
