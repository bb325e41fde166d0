/**
 * Wraps a generator so that `return` aborts what it is waiting for. By itself a generator takes a `return` only after
 * its pending `await`, so a subscriber that leaves would stay until the next event.
 *
 * @param generate gets the signal that aborts when the iterator is returned
 */
export function abortable<Item>(
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
