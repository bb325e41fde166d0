import { setImmediate as turn } from 'node:timers/promises';

const NOT_YET = Symbol('not yet');

/**
 * What a source has ready, together: a history comes in full batches, and what comes now and then comes alone instead
 * of waiting for company. The next item is asked for while a batch is being worked on.
 *
 * A source that is left before its end has to be ended by other means, such as its signal: its next item may be
 * hours away, and its `return()` would wait for it.
 */
export async function* inBatches<Item>(
  source: AsyncIterable<Item>,
  largest: number,
): AsyncGenerator<Item[], undefined> {
  const items = source[Symbol.asyncIterator]();
  const ask = () => {
    const item = items.next();
    // It is looked at when its turn comes; until then its failure must not count as one that nobody looks at.
    item.catch(() => undefined);
    return item;
  };
  let pending = ask();
  for (;;) {
    const batch: Item[] = [];
    let next: IteratorResult<Item> | typeof NOT_YET = await pending;
    while (next !== NOT_YET && !next.done) {
      batch.push(next.value);
      pending = ask();
      if (batch.length === largest) break;
      next = await Promise.race([pending, turn(NOT_YET)]);
    }
    if (batch.length > 0) yield batch;
    if (next !== NOT_YET && next.done) return;
  }
}
