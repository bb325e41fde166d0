import { LightSignal, type EndSignal } from './light-signal.ts';

/**
 * Wraps a generator so that `return` aborts what it is waiting for. By itself a generator takes a `return` only after
 * its pending `await`, so a subscriber that leaves would stay until the next event.
 *
 * @param generate gets the signal that aborts when the iterator is returned
 * @param onEnd called when it is returned, and when it ends by itself
 */
function abortable<Item>(
  generate: (signal: EndSignal) => AsyncGenerator<Item, undefined>,
  leaving: LightSignal,
  onEnd: () => void,
): AsyncIterableIterator<Item> {
  const items = generate(leaving);
  // Not in an async function, which would be kept as long as it waits.
  const endIfDone = (result: IteratorResult<Item, undefined>) => {
    if (result.done) onEnd();
    return result;
  };
  return {
    next: () => items.next().then(endIfDone),
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

/** Abortable iterators that all end when what they follow does. */
export class Abortables {
  readonly #underWay = new Set<LightSignal>();
  #isClosed = false;

  /** @param generate gets the signal that aborts when the iterator is returned, or all of them end */
  open<Item>(generate: (signal: EndSignal) => AsyncGenerator<Item, undefined>): AsyncIterableIterator<Item> {
    const leaving = new LightSignal();
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
