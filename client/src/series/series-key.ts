/** One symbol of one exchange at one interval, as the server names it: "BTC/USD" of "kraken" at "1h". */
export interface SeriesKey {
  /** Empty where whoever sends the candles names none. */
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: string;
}

export const isSameSeries = (one: SeriesKey, other: SeriesKey): boolean =>
  one.exchange === other.exchange && one.symbol === other.symbol && one.interval === other.interval;

/** For people: "BTC/USD 1h", or "BTC/USD 1h kraken". */
export const seriesTitle = ({ exchange, symbol, interval }: SeriesKey): string =>
  `${symbol} ${interval} ${exchange}`.trim();

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Length of an interval such as "1h", "15m", "1d" or "1w" in milliseconds; an hour when it is written otherwise. */
export function intervalMs(interval: string): number {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(interval) ?? [];
  return Number(count ?? 1) * (UNIT_MS[unit ?? 'h'] ?? 3_600_000);
}
