import type { Clock } from '../clock.ts';
import { LONGEST_RETRY_AFTER_MS } from '../retry.ts';
import { ExchangeFailure } from './exchange-errors.ts';

/** So many requests may wait at most: behind more of them an answer would be too old to be of use. */
const LONGEST_QUEUE = 1_000;

/**
 * Spaces the requests to one exchange by what its rate limit asks for. Unlike ccxt's own throttle, a request after
 * silence goes out at once, and the queue has a bound. While the exchange wants to be left alone requests fail instead
 * of waiting, so that whoever made them knows.
 */
export class Pacer {
  /** By `Clock.elapsed`: a clock that is set back must not stop the requests for as long as it was set. */
  #freeAt = -Infinity;
  #restUntil = -Infinity;
  #waiting = 0;
  readonly #options: { exchange: string; clock: Clock; signal: AbortSignal };

  constructor(options: { exchange: string; clock: Clock; signal: AbortSignal }) {
    this.#options = options;
  }

  /** How long a request that is made now would wait. */
  get backlogMs(): number {
    return Math.max(0, this.#freeAt - this.#options.clock.elapsed());
  }

  /** No request for so long: the exchange asked for it. */
  rest(milliseconds: number): void {
    const rest = Math.min(milliseconds, LONGEST_RETRY_AFTER_MS);
    this.#restUntil = Math.max(this.#restUntil, this.#options.clock.elapsed() + rest);
  }

  /**
   * Resolves when the next request may go out; the one after it may so `spacingMs` later.
   *
   * @throws {ExchangeFailure} while the exchange is to be left alone, also where that begins meanwhile
   */
  async take(spacingMs: number): Promise<void> {
    const { exchange, clock, signal } = this.#options;
    if (this.#waiting >= LONGEST_QUEUE)
      throw new ExchangeFailure(`${exchange}: too many requests are waiting`);
    this.#refuseWhileResting();
    const now = clock.elapsed();
    const startAt = Math.max(now, this.#freeAt);
    this.#freeAt = startAt + spacingMs;
    if (startAt <= now) return;
    this.#waiting++;
    try {
      await clock.wait(startAt - now, signal);
    } finally {
      this.#waiting--;
    }
    signal.throwIfAborted();
    this.#refuseWhileResting();
  }

  #refuseWhileResting(): void {
    const { exchange, clock } = this.#options;
    const restMs = this.#restUntil - clock.elapsed();
    if (restMs <= 0) return;
    const until = new Date(clock.now() + restMs).toISOString();
    throw new ExchangeFailure(`${exchange} has asked for no requests until ${until}`, restMs);
  }
}
