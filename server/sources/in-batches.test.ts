import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inBatches } from './in-batches.ts';

async function collect<Item>(source: AsyncIterable<Item>, largest: number): Promise<Item[][]> {
  const batches: Item[][] = [];
  for await (const batch of inBatches(source, largest)) batches.push(batch);
  return batches;
}

it('puts together what is there, up to the largest batch', async () => {
  async function* seven() {
    yield* [1, 2, 3, 4, 5, 6, 7];
  }
  expect(await collect(seven(), 3)).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  expect(await collect(seven(), 7)).toEqual([[1, 2, 3, 4, 5, 6, 7]]);
});

it('lets nothing wait for what has not come yet', async () => {
  async function* slow() {
    yield* [1, 2];
    await pause(20);
    yield 3;
    await pause(20);
  }
  expect(await collect(slow(), 10)).toEqual([[1, 2], [3]]);
});

it('gives what came before a fault, then the fault', async () => {
  async function* faulty() {
    yield 1;
    await pause(5);
    throw new Error('no more');
  }
  const batches = inBatches(faulty(), 10);
  expect((await batches.next()).value).toEqual([1]);
  // The fault comes while nobody asks.
  await pause(20);
  await expect(batches.next()).rejects.toThrow('no more');
});

it('has nothing of an empty source', async () => {
  expect(await collect((async function* () {})(), 10)).toEqual([]);
});
