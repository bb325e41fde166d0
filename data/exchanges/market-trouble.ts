import type { EpochMs, Ohlcv } from '../ohlcv.ts';
import type { ImpossibleRow } from './impossible-rows.ts';
import type { MissingCandles } from './cursor-step.ts';

/** What the one who follows a market wants to know beside its candles; `message` is one plain sentence. */
export type MarketTrouble = { message: string } & (
  | { kind: 'failing'; attempt: number; nextAttemptAt: EpochMs }
  | { kind: 'recovered'; attempts: number }
  | { kind: 'impossible'; rows: readonly ImpossibleRow[] }
  | { kind: 'missing'; missing: MissingCandles }
  | { kind: 'corrected'; before: Ohlcv; after: Ohlcv }
);

/** How markets are named in sentences. */
export interface MarketName {
  exchange: string;
  symbol: string;
  interval: string;
}

const nameOf = ({ exchange, symbol, interval }: MarketName) => `${exchange} ${symbol} ${interval}`;
const iso = (time: EpochMs) => new Date(time).toISOString();

/** @param kept how many newest candles the exchange keeps, where that is why */
export function missingTrouble(name: MarketName, missing: MissingCandles, kept?: number): MarketTrouble {
  const { from, to, count, isHead, isRefused } = missing;
  const has = isRefused ? 'refuses requests for candles of' : 'has no candles for';
  const message = isHead
    ? `${nameOf(name)}: ${reasonOfHead('the exchange', isRefused, kept)}: begins at ${iso(to)}, not at ${iso(from)}`
    : `${nameOf(name)}: the exchange ${has} ${iso(from)} up to ${iso(to)} (${count})`;
  return { kind: 'missing', message, missing };
}

/** Why candles begin later than was wanted. */
export function reasonOfHead(exchange: string, isRefused: boolean, kept?: number): string {
  if (kept !== undefined) return `${exchange} keeps the newest ${kept}`;
  return isRefused ? `${exchange} refuses requests for older candles` : `${exchange} has none before`;
}

export function impossibleTrouble(name: MarketName, rows: readonly ImpossibleRow[]): MarketTrouble {
  const what = rows.length === 1 ? 'a candle' : `${rows.length} candles`;
  const message = `${nameOf(name)}: ${what} that can't be true will be left out: ${rows[0]?.words ?? ''}`;
  return { kind: 'impossible', message, rows };
}

export function correctedTrouble(name: MarketName, before: Ohlcv, after: Ohlcv): MarketTrouble {
  const message = `${nameOf(name)}: the exchange has changed the closed candle of ${iso(before.openTime)}`;
  return { kind: 'corrected', message, before, after };
}
