import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

const NEVER_MS = 3_600_000;
/** Of somebody who stays, however long the wait. */
const staying = () => new AbortController().signal;

it('lets so many in at a time, and the next one when a place is given back', async () => {
  const queue = new FairQueue({ places: 2, longestMs: NEVER_MS });
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const leave = await queue.enter('a', staying());
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
      leave();
      leave();
    }),
  );
  expect(most).toBe(2);
});

it('lets clients take turns, however often one of them asks', async () => {
  const queue = new FairQueue({ places: 1, longestMs: NEVER_MS });
  const order: string[] = [];
  const visit = async (client: string) => {
    const leave = await queue.enter(client, staying());
    order.push(client);
    await new Promise(setImmediate);
    leave();
  };
  await Promise.all([...Array.from({ length: 100 }, () => visit('greedy')), visit('other'), visit('third')]);
  expect(order.indexOf('other')).toBe(2);
  expect(order.indexOf('third')).toBe(3);
  expect(order).toHaveLength(102);
});

it('takes a place from one that keeps it too long, and counts it once', async () => {
  const queue = new FairQueue({ places: 1, longestMs: 1 });
  const leaveLate = await queue.enter('slow', staying());
  const leave = await queue.enter('other', staying());
  const held = queue.enter('third', staying());
  leaveLate();
  leave();
  expect(await held).toBeTypeOf('function');
});

it('forgets one that leaves while it waits', async () => {
  const queue = new FairQueue({ places: 1, longestMs: NEVER_MS });
  const leave = await queue.enter('a', staying());
  const leaving = new AbortController();
  const left = queue.enter('a', leaving.signal);
  const stays = queue.enter('a', staying());
  leaving.abort();
  (await left)();
  leave();
  (await stays)();
  expect(await queue.enter('b', staying())).toBeTypeOf('function');
});
