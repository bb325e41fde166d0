import { setTimeout as pause } from 'node:timers/promises';
import type { EpochMs } from './ohlcv.ts';

/** Time as a source sees it, so that tests need not wait for an hour to pass. */
export interface Clock {
  now(): EpochMs;
  /** Milliseconds since some beginning, which go on evenly where `now` is set ahead or back: for measuring pauses. */
  elapsed(): number;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const WALL_CLOCK: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: async (milliseconds, signal) => {
    await pause(milliseconds, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  },
};
