import type { Clock } from '../clock.ts';
import { GrowingPauses } from '../growing-pauses.ts';
import { pauseAtLeast } from '../retry.ts';
import { ExchangeFailure } from './exchange-errors.ts';
import type { MarketName, MarketTrouble } from './market-trouble.ts';

const PAUSES = { firstPauseMs: 1_000, longestPauseMs: 60_000 };

/** A new candle is often a moment late, or its interval had no trade: that is worth a word only when it lasts. */
const REPORTED_DOUBTS = 5;

export interface StreakOptions {
  name: MarketName;
  clock: Clock;
  /** Ends the pauses. */
  signal: AbortSignal;
  onTrouble: (trouble: MarketTrouble) => void;
}

/** Attempts in a row that brought nothing that holds: the growing pauses between them, and what is told of them. */
export class FailureStreak {
  readonly #options: StreakOptions;
  readonly #pauses = new GrowingPauses(PAUSES);
  #length = 0;
  #isReported = false;
  /** The last attempt had an answer, which is not believed yet. */
  #isInDoubt = false;

  constructor(options: StreakOptions) {
    this.#options = options;
  }

  /**
   * Pauses after a failure; anything else that was thrown is a bug of ours and goes on up.
   *
   * @returns how many attempts have failed; 0 once nobody follows the market any more
   */
  async fail(error: unknown): Promise<number> {
    if (this.#options.signal.aborted) return 0;
    if (!(error instanceof ExchangeFailure)) throw error;
    this.#isInDoubt = false;
    await this.#pause(error.message, error.retryAfterMs);
    return this.#length;
  }

  /** Pauses after an answer that is not believed yet, for the reason. */
  async doubt(reason: string): Promise<void> {
    const { exchange, symbol, interval } = this.#options.name;
    // It answers again: what it says is asked for again soon, however long it was away.
    if (!this.#isInDoubt) this.#pauses.reset();
    this.#isInDoubt = true;
    await this.#pause(`${exchange} ${symbol} ${interval}: ${reason}`, 0, REPORTED_DOUBTS);
  }

  /** An answer holds: the streak is over. */
  end(): void {
    const attempts = this.#length;
    this.#length = 0;
    this.#isInDoubt = false;
    this.#pauses.reset();
    const message = `${this.#options.name.exchange} answers again, after ${attempts} failed attempts`;
    if (this.#isReported) this.#options.onTrouble({ kind: 'recovered', message, attempts });
    this.#isReported = false;
  }

  async #pause(message: string, retryAfterMs: number, reportFrom = 1): Promise<void> {
    const { clock, signal, onTrouble } = this.#options;
    const pauseMs = pauseAtLeast(this.#pauses.next(), retryAfterMs);
    const attempt = ++this.#length;
    if (attempt >= reportFrom) {
      this.#isReported = true;
      onTrouble({ kind: 'failing', message, attempt, nextAttemptAt: clock.now() + pauseMs });
    }
    await clock.wait(pauseMs, signal);
  }
}
