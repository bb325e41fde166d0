import { setImmediate as turn } from 'node:timers/promises';
import type { EpochMs } from '../ohlcv.ts';
import type { Clock } from '../clock.ts';

/** A clock on which every wait is over at once, and the time is then as if it had lasted. */
export class FastClock implements Clock {
  readonly waits: number[] = [];
  #now: EpochMs;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now = (): EpochMs => this.#now;

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.#now += milliseconds;
    await turn();
  }
}
