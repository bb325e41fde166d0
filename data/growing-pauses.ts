import { ExponentialBackoff, halfJitterGenerator, type IBackoff } from 'cockatiel';

export interface PauseLimits {
  firstPauseMs: number;
  /** Pauses double up to this. */
  longestPauseMs: number;
}

/**
 * Pauses between attempts: each twice as long as the one before, up to the longest, and half of each at random so
 * that many who wait for the same server don't all ask again at the same instant ("half jitter").
 *
 * @example new GrowingPauses({ firstPauseMs: 1_000, longestPauseMs: 60_000 }).next() // 500 to 1,000
 */
export class GrowingPauses {
  readonly #first: ExponentialBackoff<unknown>;
  #current: IBackoff<unknown> | undefined;

  constructor({ firstPauseMs, longestPauseMs }: PauseLimits) {
    this.#first = new ExponentialBackoff({
      initialDelay: firstPauseMs,
      maxDelay: longestPauseMs,
      generator: halfJitterGenerator,
    });
  }

  /** The next pause in milliseconds. */
  next(): number {
    this.#current = this.#current ? this.#current.next(undefined) : this.#first.next();
    return this.#current.duration;
  }

  /** Begins with short pauses again. */
  reset(): void {
    this.#current = undefined;
  }
}
