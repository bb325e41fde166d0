import { setTimeout as pause } from 'node:timers/promises';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** A server that wants to be left alone for longer has probably written nonsense. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

export interface PatienceOptions {
  /** Ends the waiting; a request under way still gets its answer. */
  signal: AbortSignal;
  /** Told why it waits: once, and again only for another reason. */
  onWaiting: (reason: string) => void;
  /** Told when what it waited for has come. */
  onResumed?: (() => void) | undefined;
}

/** The pauses of one request: growing, with chance in them so that many senders do not come back in step. */
export class Patience {
  readonly #options: PatienceOptions;
  #tries = 0;
  #told: string | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /**
   * @param atLeastMs how long the other side asks to be left alone
   * @throws an AbortError when the signal ends it
   */
  async pause(reason: string, atLeastMs = 0): Promise<void> {
    const { signal, onWaiting } = this.#options;
    signal.throwIfAborted();
    // Counts in a message change from try to try; that alone is no news.
    const kind = reason.replace(/\d+/g, '#');
    if (kind !== this.#told) onWaiting(reason);
    this.#told = kind;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#tries++);
    const asked = Math.min(atLeastMs, LONGEST_RETRY_AFTER_MS);
    await pause(asked + longest * (0.5 + Math.random() / 2), undefined, { signal });
  }

  end(): void {
    if (this.#told !== undefined) this.#options.onResumed?.();
    this.#told = undefined;
  }
}
