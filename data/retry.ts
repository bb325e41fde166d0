import { WALL_CLOCK, type Clock } from './clock.ts';
import { GrowingPauses, type PauseLimits } from './growing-pauses.ts';

export interface Retry {
  error: unknown;
  /** The attempt that failed: 1 for the first. */
  attempt: number;
  /** How long it is until the next one. */
  pauseMs: number;
}

export interface RetryOptions extends PauseLimits {
  /** Ends the pause under way, and `retry` then rejects with its reason. */
  signal: AbortSignal;
  /** Whether another attempt may succeed. An error for which it may not is thrown at once. */
  isTemporary: (error: unknown) => boolean;
  /** How long the server asked to be left alone, from `Retry-After` for instance; a longer pause than this stays. */
  retryAfterMs?: (error: unknown) => number;
  /** Told before each pause. Must not throw. */
  onRetry?: (retry: Retry) => void;
  clock?: Clock;
}

/** A server that asks to be left alone for longer has probably sent nonsense. */
export const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

/**
 * Calls `operation` until it succeeds, with growing pauses between the attempts, for as long as it takes.
 *
 * @param operation is told which attempt it is, 1 for the first; it has to obey the signal itself
 * @throws what `operation` threw when that is not temporary, or the signal's reason once it has aborted
 * @example await retry(() => send(batch), { firstPauseMs: 250, longestPauseMs: 2_000, signal, isTemporary })
 */
export async function retry<Result>(
  operation: (attempt: number) => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { signal, isTemporary, retryAfterMs = () => 0, onRetry, clock = WALL_CLOCK } = options;
  const pauses = new GrowingPauses(options);
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await operation(attempt);
    } catch (error) {
      signal.throwIfAborted();
      if (!isTemporary(error)) throw error;
      const pauseMs = pauseAtLeast(pauses.next(), retryAfterMs(error));
      onRetry?.({ error, attempt, pauseMs });
      await clock.wait(pauseMs, signal);
    }
  }
}

/** The pause, or what the server asked for where that is longer; never more than an hour because of the server. */
export const pauseAtLeast = (pauseMs: number, retryAfterMs: number): number =>
  Math.max(pauseMs, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));

/**
 * Reads an HTTP `Retry-After` header: seconds, or a date.
 *
 * @param date the header `Date` of the same answer: where clocks differ, that of who wrote it counts if it says later
 * @returns milliseconds from `now`; 0 where the header says neither, or is missing
 * @example readRetryAfter('120') === 120_000
 */
export function readRetryAfter(
  header: string | null | undefined,
  now = Date.now(),
  date?: string | null,
): number {
  const text = header?.trim() ?? '';
  const since = Math.min(now, Date.parse(date ?? '') || now);
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - since;
  return milliseconds > 0 ? milliseconds : 0;
}
