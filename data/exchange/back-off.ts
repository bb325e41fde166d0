import type { Clock } from './clock.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** An exchange that wants to be left alone for longer has probably written nonsense. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

export interface BackOffOptions {
  clock: Clock;
  signal: AbortSignal;
  /** Told about trouble, and about its end: not at every try, because trouble can last for days. */
  onTrouble: (line: string) => void;
  /** Told why nothing comes, and null when something does again. */
  onFailing?: ((reason: string | null) => void) | undefined;
}

/** What makes a pause necessary. */
export interface Trouble {
  reason: string;
  /** The exchange wants to be left alone for so long. */
  atLeastMs?: number;
  /** Nothing is said about it before this try: 1 at once. */
  saidFromTry?: number;
}

/** Pauses that grow from a second to a minute, with chance in them so that many watchers don't ask in step. */
export class BackOff {
  readonly #options: BackOffOptions;
  #tries = 0;
  #said: string | undefined;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  async pause({ reason, atLeastMs = 0, saidFromTry = 1 }: Trouble): Promise<void> {
    const { clock, signal, onTrouble } = this.#options;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#tries);
    const pauseMs = Math.max(
      longest * (0.5 + Math.random() / 2),
      Math.min(atLeastMs, LONGEST_RETRY_AFTER_MS),
    );
    this.#tries++;
    const isPowerOfTwo = Number.isInteger(Math.log2(this.#tries));
    if (this.#tries >= saidFromTry && (isPowerOfTwo || reason !== this.#said) && !signal.aborted) {
      this.#said = reason;
      this.#options.onFailing?.(reason);
      onTrouble(`${reason}; try ${this.#tries}, the next one in ${Math.ceil(pauseMs / 1_000)} s`);
    }
    await clock.wait(pauseMs, signal);
  }

  /** Short pauses again, although nothing has come of it yet. */
  restart(): void {
    this.#tries = 0;
  }

  /** Things go well again. */
  reset(): void {
    if (this.#said !== undefined) {
      this.#options.onFailing?.(null);
      this.#options.onTrouble(`Goes on after ${this.#tries} tries in vain`);
    }
    this.#tries = 0;
    this.#said = undefined;
  }
}
