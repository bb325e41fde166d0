const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The next candle may take so long from its end to the page; exchanges are often some seconds late. */
const LATE_MS = 2 * MINUTE;

/**
 * How long nothing has come of a live series, for a reader; empty while the next candle is not due yet.
 *
 * @param sinceMs time since the newest candle closed
 */
export function overdueWords(sinceMs: number, intervalMs: number): string {
  if (sinceMs <= intervalMs + LATE_MS) return '';
  if (sinceMs < 2 * HOUR) return `${Math.floor(sinceMs / MINUTE)} minutes`;
  if (sinceMs < 2 * DAY) return `${Math.floor(sinceMs / HOUR)} hours`;
  return `${Math.floor(sinceMs / DAY)} days`;
}
