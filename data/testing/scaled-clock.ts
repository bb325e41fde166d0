import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { EpochMs } from '../ohlcv.ts';

/** A clock that runs so many times as fast as the real one: for many who wait at the same time. */
export class ScaledClock implements Clock {
  readonly #began = performance.now();

  constructor(
    readonly begin: EpochMs,
    readonly speed: number,
  ) {}

  now = (): EpochMs => Math.floor(this.begin + (performance.now() - this.#began) * this.speed);

  elapsed = (): number => (performance.now() - this.#began) * this.speed;

  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    await pause(milliseconds / this.speed, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
