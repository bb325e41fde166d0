import type { CandleSource } from '../api/documents.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The next candle may take so long from its end to the page; exchanges are often some seconds late. */
const LATE_MS = 2 * MINUTE;

/** A series for which the next candle should have come. */
export interface Overdue {
  /** When the newest candle closed, and when the next one should have; milliseconds since 1970, UTC. */
  readonly closedAt: number;
  readonly dueAt: number;
}

/**
 * Whether the next candle of a series is missing: as the server says, and for the series of an exchange also where the
 * newest candle was old already when it came.
 *
 * @param overdueSince when the missing candle should have closed, as far as the server expects one
 * @param now on the clock of the reader
 */
export function overdueOf(
  { closedAt, intervalMs, isOfExchange }: { closedAt: number; intervalMs: number; isOfExchange: boolean },
  overdueSince: number | null,
  now: number,
): Overdue | null {
  const dueAt = closedAt + intervalMs;
  // What the server said before the newest candle came says nothing any more.
  if (overdueSince !== null && overdueSince > closedAt) return { closedAt, dueAt };
  return isOfExchange && now > dueAt + LATE_MS ? { closedAt, dueAt } : null;
}

/** How long nothing has come, for a reader: "3 hours". */
export function overdueWords(sinceMs: number): string {
  if (sinceMs < 2 * HOUR) return counted(Math.max(1, Math.floor(sinceMs / MINUTE)), 'minute');
  if (sinceMs < 2 * DAY) return counted(Math.floor(sinceMs / HOUR), 'hour');
  return counted(Math.floor(sinceMs / DAY), 'day');
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** What may still be expected of a source whose candles are missing. */
export function overdueExpectation(source: CandleSource | null): string {
  if (source?.kind === 'EXCHANGE') {
    if (source.state === 'FAILING') return 'Missing candles are fetched once the watch works again.';
    return source.state === 'ENDED' ? '' : `Missing candles are fetched as soon as ${source.label} has them.`;
  }
  if (source) return '';
  return 'Whatever sends the candles of this series has stopped, or cannot reach the server.';
}
