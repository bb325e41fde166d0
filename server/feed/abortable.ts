/**
 * Wraps a generator so that `return` aborts what it is waiting for. By itself a generator takes a `return` only after
 * its pending `await`, so a subscriber that leaves would stay until the next event.
 *
 * @param generate gets the signal that aborts when the iterator is returned
 * @param onEnd called when it is returned, and when it ends by itself
 */
export function abortable<Item>(
  generate: (signal: AbortSignal) => AsyncGenerator<Item, undefined>,
  leaving = new AbortController(),
  onEnd: () => void = () => undefined,
): AsyncIterableIterator<Item> {
  const items = generate(leaving.signal);
  return {
    async next() {
      const result = await items.next();
      if (result.done) onEnd();
      return result;
    },
    return: () => {
      leaving.abort();
      onEnd();
      return items.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * Abortable iterators that all end when what they follow does. A signal for each and none for all of them:
 * `AbortSignal.any` makes one more a follower, and an AbortSignal takes a kilobyte in Node 20.
 */
export class Abortables {
  readonly #underWay = new Set<AbortController>();
  #isClosed = false;

  /** @param generate gets the signal that aborts when the iterator is returned, or all of them end */
  open<Item>(
    generate: (signal: AbortSignal) => AsyncGenerator<Item, undefined>,
  ): AsyncIterableIterator<Item> {
    const leaving = new AbortController();
    if (this.#isClosed) leaving.abort();
    else this.#underWay.add(leaving);
    return abortable(generate, leaving, () => this.#underWay.delete(leaving));
  }

  /** Ends those under way, and at once what is opened later. */
  close(): void {
    this.#isClosed = true;
    for (const leaving of this.#underWay) leaving.abort();
    this.#underWay.clear();
  }
}
