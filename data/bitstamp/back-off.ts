import type { Clock } from '../clock.ts';
import { GrowingPauses } from '../growing-pauses.ts';
import { isPowerOfTwo } from '../power-of-two.ts';
import { pauseAtLeast } from '../retry.ts';

const PAUSES = { firstPauseMs: 1_000, longestPauseMs: 60_000 };

export interface BackOffOptions {
  clock: Clock;
  signal: AbortSignal;
  /** Told when something goes wrong and when it is over, but not at every attempt: an outage can last for days. */
  onTrouble: (line: string) => void;
  /** Told why nothing comes, and null when something does again. */
  onFailing?: ((reason: string | null) => void) | undefined;
}

/** What makes a pause necessary. */
export interface Trouble {
  reason: string;
  /** How long the exchange asked to be left alone. */
  atLeastMs?: number;
  /** The attempt from which it is worth a line; 1 means at once. */
  reportFromAttempt?: number;
}

/** Waits between attempts, from a second up to a minute, and reports failures without flooding the log. */
export class BackOff {
  readonly #options: BackOffOptions;
  readonly #pauses = new GrowingPauses(PAUSES);
  #attempts = 0;
  #reported: string | undefined;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  async pause({ reason, atLeastMs = 0, reportFromAttempt = 1 }: Trouble): Promise<void> {
    const { clock, signal, onTrouble } = this.#options;
    const pauseMs = pauseAtLeast(this.#pauses.next(), atLeastMs);
    this.#attempts++;
    if (
      this.#attempts >= reportFromAttempt &&
      (isPowerOfTwo(this.#attempts) || reason !== this.#reported) &&
      !signal.aborted
    ) {
      this.#reported = reason;
      this.#options.onFailing?.(reason);
      onTrouble(`${reason}; attempt ${this.#attempts}, the next one in ${Math.ceil(pauseMs / 1_000)} s`);
    }
    await clock.wait(pauseMs, signal);
  }

  /** Begins with short pauses again: there is progress, but the failure is not over yet. */
  restart(): void {
    this.#pauses.reset();
    this.#attempts = 0;
  }

  /** The failure is over. */
  reset(): void {
    if (this.#reported !== undefined) {
      this.#options.onFailing?.(null);
      this.#options.onTrouble(`Back to normal after ${this.#attempts} failed attempts`);
    }
    this.restart();
    this.#reported = undefined;
  }
}
