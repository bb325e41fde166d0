import type { Clock } from '../clock.ts';
import { GrowingPauses } from '../growing-pauses.ts';
import { pauseAtLeast } from '../retry.ts';

const PAUSES = { firstPauseMs: 1_000, longestPauseMs: 60_000 };

export interface BackOffOptions {
  clock: Clock;
  signal: AbortSignal;
  /** Told about trouble, and about its end: not at every try, because trouble can last for days. */
  onTrouble: (line: string) => void;
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
  readonly #pauses = new GrowingPauses(PAUSES);
  #tries = 0;
  #said: string | undefined;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  async pause({ reason, atLeastMs = 0, saidFromTry = 1 }: Trouble): Promise<void> {
    const { clock, signal, onTrouble } = this.#options;
    const pauseMs = pauseAtLeast(this.#pauses.next(), atLeastMs);
    this.#tries++;
    const isPowerOfTwo = Number.isInteger(Math.log2(this.#tries));
    if (this.#tries >= saidFromTry && (isPowerOfTwo || reason !== this.#said) && !signal.aborted) {
      this.#said = reason;
      onTrouble(`${reason}; try ${this.#tries}, the next one in ${Math.ceil(pauseMs / 1_000)} s`);
    }
    await clock.wait(pauseMs, signal);
  }

  /** Short pauses again, although nothing has come of it yet. */
  restart(): void {
    this.#pauses.reset();
    this.#tries = 0;
  }

  /** Things go well again. */
  reset(): void {
    if (this.#said !== undefined) this.#options.onTrouble(`Goes on after ${this.#tries} tries in vain`);
    this.restart();
    this.#said = undefined;
  }
}
