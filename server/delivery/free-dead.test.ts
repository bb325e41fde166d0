import { Delivery } from '@detective/schema';
import { expect, it } from 'vitest';
import { freeDead } from './free-dead.ts';
import { DeliveryFixture } from './testing/delivery-fixture.ts';
import { replies } from './testing/receiver.ts';

const patience = { timeout: 60_000, interval: 50 };

it('a delivery whose job was lost is queued again, once, and what waits for it goes on after it', async () => {
  await using fixture = await DeliveryFixture.open();
  const { dataSource, receiver } = fixture;
  const { manager } = dataSource;
  receiver.reply = replies.fails;
  await fixture.tell('BTC/USD', 'opened', 'closed');
  const receipts = () => manager.find(Delivery, { order: { number: 'ASC' } });
  await expect.poll(async () => (await receipts())[0]?.answers.length, patience).toBe(1);
  const held = () =>
    dataSource.query<object[]>('SELECT 1 FROM graphile_worker.jobs WHERE locked_at IS NOT NULL');
  await expect.poll(held, patience).toEqual([]);
  await dataSource.query('DELETE FROM graphile_worker._private_jobs');
  receiver.reply = replies.ok;
  const jobs = () => dataSource.query<object[]>('SELECT 1 FROM graphile_worker._private_jobs');
  await freeDead(manager, 60_000);
  expect(await jobs()).toEqual([]);
  await dataSource.query(`UPDATE delivery SET next_attempt_at = now() - interval '3 minutes'`);
  await freeDead(manager, 60_000);
  await expect
    .poll(async () => (await receipts()).map(({ state }) => state), patience)
    .toEqual([...['DELIVERED', 'DELIVERED']]);
  expect(receiver.received.map(({ type }) => type)).toEqual([
    ...['incident.opened', 'incident.opened', 'incident.closed'],
  ]);
});

it('a queue whose job was lost while it was carried goes on, once its worker counts as dead', async () => {
  await using fixture = await DeliveryFixture.open();
  const { dataSource } = fixture;
  await fixture.tell('BTC/USD', 'opened');
  const states = async () => (await dataSource.manager.find(Delivery)).map(({ state }) => state);
  await expect.poll(states, patience).toEqual(['DELIVERED']);
  await dataSource.query(
    `UPDATE graphile_worker._private_job_queues SET locked_by = 'killed', locked_at = now() - interval '2 minutes'`,
  );
  await fixture.tell('ETH/USD', 'opened');
  await freeDead(dataSource.manager, 60_000);
  await expect.poll(states, patience).toEqual(['DELIVERED', 'DELIVERED']);
});

it('one that has its job is left to it', async () => {
  await using fixture = await DeliveryFixture.open();
  await fixture.worker.dispose();
  const { dataSource } = fixture;
  await fixture.tell('BTC/USD', 'opened', 'closed');
  await dataSource.query(`UPDATE delivery SET next_attempt_at = now() - interval '3 minutes'`);
  const count = async () =>
    (
      await dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM graphile_worker.jobs')
    )[0]?.count;
  const before = await count();
  await freeDead(dataSource.manager, 60_000);
  expect(await count()).toBe(before);
});
