import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { createDatabase } from '../testing/test-database.ts';
import { isDatabaseAway } from './errors.ts';

const SILENCE_MS = 300;

let dataSource: DataSource;
let other: DataSource;
beforeAll(async () => {
  const url = await createDatabase();
  dataSource = await createDataSource(url, { silenceMs: SILENCE_MS }).initialize();
  other = await createDataSource(url).initialize();
});
afterAll(() => Promise.all([dataSource.destroy(), other.destroy()]));

/** As a process does that has too much to do, or a machine that sleeps. */
function holdUpEverything(): void {
  const until = performance.now() + 3 * SILENCE_MS;
  while (performance.now() < until);
}

async function loseConnection(manager: EntityManager): Promise<void> {
  const [row] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
  await other.query('SELECT pg_terminate_backend($1)', [row?.pid]);
}

it.each<[string, (manager: EntityManager) => Promise<void>]>([
  ['PostgreSQL gave up waiting for the next statement', async () => holdUpEverything()],
  [
    'that had become known before the next statement',
    async () => {
      holdUpEverything();
      await pause(50);
    },
  ],
  ['the connection was lost at that moment', loseConnection],
  [
    'the connection had been lost for a while',
    async (manager) => {
      await loseConnection(manager);
      await pause(50);
    },
  ],
])('a transaction that ended because %s is one to be tried again', async (_why, lose) => {
  const failed = dataSource.transaction(async (manager) => {
    await manager.query('SELECT 1');
    await lose(manager);
    await manager.query('SELECT 2');
  });
  const error: unknown = await failed.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(isDatabaseAway(error), String(error)).toBe(true);
});
