import { setTimeout as pause } from 'node:timers/promises';
import type { EpochMs } from '@detective/data';
import { ChangeSignal } from '../feed/change-signal.ts';

/** What a replay was told to do. */
export interface ReplayCommand {
  isPaused: boolean;
  /** Candles a second, or as fast as it goes. */
  rate: number | 'max';
  /** Candles before this time are not waited for. */
  from: EpochMs | null;
  /** The replay waits before this time. */
  to: EpochMs | null;
}

/** How far a replay that was held up may lag before it gives up catching up. */
const LARGEST_LAG_MS = 1_000;

/** The pace of a replay under the newest command, which may come while it waits. */
export class ReplayPacing {
  readonly #changed = new ChangeSignal();
  readonly #signal: AbortSignal;
  #command: ReplayCommand;
  #due = performance.now();

  constructor(command: ReplayCommand, signal: AbortSignal) {
    this.#command = command;
    this.#signal = signal;
  }

  get command(): ReplayCommand {
    return this.#command;
  }

  obey(command: ReplayCommand): void {
    this.#command = command;
    this.#changed.fire();
  }

  /** Whether a candle lies before the time that was jumped to. */
  jumpsOver(openTime: EpochMs): boolean {
    return this.#command.from !== null && openTime < this.#command.from;
  }

  holdsBack(openTime: EpochMs): boolean {
    const { isPaused, to } = this.#command;
    return isPaused || (to !== null && openTime >= to);
  }

  /** Resolves when a candle may be sent, or the replay is stopped. */
  async untilAllowed(openTime: EpochMs): Promise<void> {
    while (this.holdsBack(openTime) && !this.#signal.aborted) {
      await this.#changed.after(this.#changed.version, this.#signal);
    }
    this.#due = performance.now();
  }

  /** Keeps an even pace: the time a mutation took is made up for, a long hold-up is not. A new command ends the wait. */
  async pace(): Promise<void> {
    const { rate } = this.#command;
    if (rate === 'max') return;
    const now = performance.now();
    this.#due = Math.max(this.#due + 1_000 / rate, now - LARGEST_LAG_MS);
    if (this.#due <= now) return;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#signal]);
    const hasWaited = pause(this.#due - now, undefined, { signal }).catch(() => undefined);
    await Promise.race([hasWaited, this.#changed.after(this.#changed.version, signal)]);
    over.abort();
  }
}
