/** One symbol at one interval, as the server names it: "BTC/USD" at "1h". */
export interface SeriesKey {
  readonly symbol: string;
  readonly interval: string;
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Length of an interval such as "1h", "15m" or "1d" in milliseconds; an hour when it is written otherwise. */
export function intervalMs(interval: string): number {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(interval) ?? [];
  return Number(count ?? 1) * (UNIT_MS[unit ?? 'h'] ?? 3_600_000);
}
