import { Delivery } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { DeliveryRetention } from './delivery-retention.ts';

const DAYS = 30;

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
});
afterAll(() => dataSource.destroy());

/** So many receipts whose last attempt could be made so long ago. */
const store = (count: number, state: string, daysAgo: number) =>
  dataSource.query(
    `INSERT INTO delivery (id, channel_id, channel_name, channel_kind, target_id, event_key, kind, message, state,
                           created_at, deadline)
     SELECT gen_random_uuid(), gen_random_uuid(), $2, 'WEBHOOK', gen_random_uuid(), 'event ' || number, 'SILENT',
            '{}', $2, now() - ($3 + 3) * interval '1 day', now() - $3 * interval '1 day'
       FROM generate_series(1, $1) AS number`,
    [count, state, daysAgo],
  );

const retention = (onDeleted: (count: number) => void) =>
  new DeliveryRetention({
    ...{ dataSource, days: DAYS, onDeleted },
    onError(error) {
      throw error;
    },
  });

it('deletes old receipts in steps, never what waits, and no dead letter that is younger', async () => {
  await store(1_500, 'DELIVERED', DAYS + 1);
  for (const state of ['DEAD', 'SKIPPED', 'PENDING']) await store(10, state, DAYS + 1);
  for (const state of ['DELIVERED', 'DEAD', 'SKIPPED', 'PENDING']) await store(10, state, DAYS - 1);
  const steps: number[] = [];
  const deleting = retention((count) => steps.push(count));
  await deleting.run();
  await deleting.dispose();
  expect(steps).toEqual([1_000, 520]);
  const left = await dataSource.query<{ state: string; count: number }[]>(
    'SELECT state, count(*)::int AS count FROM delivery GROUP BY state ORDER BY state',
  );
  expect(left).toEqual([
    { state: 'DEAD', count: 10 },
    { state: 'DELIVERED', count: 10 },
    { state: 'PENDING', count: 20 },
    { state: 'SKIPPED', count: 10 },
  ]);
});

it('waits for no receipt that somebody else is at', async () => {
  await store(5, 'DEAD', DAYS + 1);
  const deleted: number[] = [];
  const deleting = retention((count) => deleted.push(count));
  await dataSource.transaction(async (manager) => {
    const [one] = await manager.find(Delivery, {
      where: { state: 'DEAD' as Delivery['state'] },
      take: 1,
      order: { deadline: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    expect(one).toBeDefined();
    await deleting.run();
    expect(deleted).toEqual([4]);
  });
  await deleting.run();
  await deleting.dispose();
  expect(deleted).toEqual([4, 1]);
});
