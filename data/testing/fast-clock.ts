import { setImmediate as turn } from 'node:timers/promises';
import type { EpochMs } from '../ohlcv.ts';
import type { Clock } from '../clock.ts';

/** A clock on which every wait is over at once, and the time is then as if it had lasted. */
export class FastClock implements Clock {
  readonly waits: number[] = [];
  #now: EpochMs;
  #elapsed = 0;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now = (): EpochMs => this.#now;

  elapsed = (): number => this.#elapsed;

  /** Sets the clock ahead, or back, as an operator or a time server does. */
  set(byMs: number): void {
    this.#now += byMs;
  }

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.#now += milliseconds;
    this.#elapsed += milliseconds;
    await turn();
  }
}
