import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { lockSeries } from './lock-series.ts';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
});
afterAll(() => dataSource.destroy());

/** A transaction that holds the locks of these series until it is told to end. */
async function hold(names: string[]) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let done: Promise<unknown> = Promise.resolve();
  await new Promise<void>((locked) => {
    done = dataSource.transaction(async (manager) => {
      await lockSeries(manager, names);
      locked();
      await ended;
    });
  });
  return async () => {
    end();
    await done;
  };
}

const waiting = async () => {
  const [row] = await dataSource.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return row?.count;
};

it('a series that is locked is waited for, and another one is not', async () => {
  const release = await hold(['BTC/USD 1h', 'BTC/USD 5m']);
  const releaseOther = await hold(['ETH/USD 1h']);
  await releaseOther();
  const second = hold(['ETH/USD 1h', 'BTC/USD 5m']);
  await expect.poll(waiting).toBe(1);
  await release();
  const releaseSecond = await second;
  await releaseSecond();
});

it('whatever the order in which two transactions name their series, neither waits for ever', async () => {
  const rounds = Array.from({ length: 20 }, (_, round) => (round % 2 ? ['A 1h', 'B 1h'] : ['B 1h', 'A 1h']));
  await Promise.all(rounds.map((names) => dataSource.transaction((manager) => lockSeries(manager, names))));
  expect(await waiting()).toBe(0);
});
