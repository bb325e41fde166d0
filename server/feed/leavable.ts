/**
 * Wraps a generator that waits, so that a subscriber who leaves ends the wait: a generator takes a `return` only once
 * its pending wait is over.
 */
export function leavable<Item>(
  generate: (signal: AbortSignal) => AsyncGenerator<Item, undefined>,
): AsyncIterableIterator<Item> {
  const leaving = new AbortController();
  const items = generate(leaving.signal);
  return {
    next: () => items.next(),
    return: () => {
      leaving.abort();
      return items.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
