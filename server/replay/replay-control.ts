import { setTimeout as pause } from 'node:timers/promises';
import type { EpochMs } from '@detective/data';
import { ChangeSignal } from '../feed/change-signal.ts';

/** What a replay was told to do. */
export interface ReplayOrders {
  isPaused: boolean;
  /** Candles a second, or as fast as it goes. */
  rate: number | 'max';
  /** Candles before this time are left out. */
  from: EpochMs | null;
  /** The replay waits before this time. */
  to: EpochMs | null;
}

/** How far a replay that was held up may lag before it gives up catching up. */
const LARGEST_LAG_MS = 1_000;

/** Orders that may change while a replay is under way, and the waiting that follows from them. */
export class ReplayControl {
  readonly #changed = new ChangeSignal();
  readonly #signal: AbortSignal;
  #orders: ReplayOrders;
  #due = performance.now();

  constructor(orders: ReplayOrders, signal: AbortSignal) {
    this.#orders = orders;
    this.#signal = signal;
  }

  get orders(): ReplayOrders {
    return this.#orders;
  }

  follow(orders: ReplayOrders): void {
    this.#orders = orders;
    this.#changed.fire();
  }

  leavesOut(openTime: EpochMs): boolean {
    return this.#orders.from !== null && openTime < this.#orders.from;
  }

  holdsBack(openTime: EpochMs): boolean {
    const { isPaused, to } = this.#orders;
    return isPaused || (to !== null && openTime >= to);
  }

  /** Resolves when a candle may be sent, or the replay is stopped. */
  async untilAllowed(openTime: EpochMs): Promise<void> {
    while (this.holdsBack(openTime) && !this.#signal.aborted) {
      await this.#changed.after(this.#changed.version, this.#signal);
    }
    this.#due = performance.now();
  }

  /** Keeps an even pace: the time a mutation took is made up for, a long hold-up is not. New orders end the wait. */
  async pace(): Promise<void> {
    const { rate } = this.#orders;
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
