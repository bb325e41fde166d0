import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { beginWatchesAtFirst, holdLease, releaseLease } from './watch-store.ts';

const LEASE_MS = 12_000;
const [ONE, OTHER] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
  const market = { exchange: 'kraken', symbol: 'BTC/USD', interval: '1h' as const, historyDays: 1 };
  await beginWatchesAtFirst(dataSource.manager, [market]);
});
afterAll(() => dataSource.destroy());

const hold = (owner: string | undefined) => holdLease(dataSource.manager, owner ?? '', LEASE_MS);
/** As if the clock of the database were set by so much: the lease was given by the old one. */
const setClock = (byMs: number) =>
  dataSource.query("UPDATE watch_lease SET lease_until = lease_until - $1 * interval '1 millisecond'", [
    byMs,
  ]);

it('one server has the lease, until it is over or given back', async () => {
  expect([await hold(ONE), await hold(OTHER), await hold(ONE)]).toEqual([true, false, true]);
  await releaseLease(dataSource.manager, ONE ?? '');
  expect([await hold(OTHER), await hold(ONE)]).toEqual([true, false]);
  await releaseLease(dataSource.manager, OTHER ?? '');
});

it.each([600_000, -600_000])(
  'when the clock of the database is set by %i ms, one server still has it, and another gets it at once when that one is gone',
  async (byMs) => {
    expect(await hold(ONE)).toBe(true);
    await setClock(byMs);
    expect([await hold(ONE), await hold(OTHER)]).toEqual([true, false]);

    await setClock(byMs);
    expect([await hold(OTHER), await hold(ONE)]).toEqual([true, false]);
    await releaseLease(dataSource.manager, OTHER ?? '');
  },
);
