import type { CompleteOhlcv, EpochMs } from '../../ohlcv.ts';

/** A candle of the server's own account; its volume counts what the exchange counts. */
export type ServedCandle = CompleteOhlcv;

export interface FakeMarket {
  /** As the exchange calls it in its addresses, such as `btcusd`. */
  id: string;
  base: string;
  quote: string;
  kind: 'spot' | 'contract';
  stepMs: number;
  /** Whether it tells how many coins a contract is. Default true. */
  hasContractSize?: boolean;
  /** All there will ever be, ascending; what is later than the clock is not served yet. */
  candles: ServedCandle[];
}

export interface ServedRow extends ServedCandle {
  isClosed: boolean;
}

/** The rows that an exchange would have at a time, the running one last. */
export function rowsAt(
  { candles, stepMs }: FakeMarket,
  now: EpochMs,
  from: EpochMs,
  to: EpochMs,
): ServedRow[] {
  const rows: ServedRow[] = [];
  for (const candle of candles) {
    if (candle.openTime < from || candle.openTime > to || candle.openTime > now) continue;
    const isClosed = candle.openTime + stepMs <= now;
    rows.push(isClosed ? { ...candle, isClosed } : { ...running(candle), isClosed });
  }
  return rows;
}

/** Halfway through: values that the closed candle will not have. */
function running(candle: ServedCandle): ServedCandle {
  const { open, volume } = candle;
  return { ...candle, high: open * 1.0001, low: open * 0.9999, close: open, volume: volume / 2 };
}

export const seconds = (time: EpochMs): number => time / 1_000;
