import { firstDifference, INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';
import { validateOhlcv } from '../validation.ts';
import type { Exchange, TimeRange } from './exchange.ts';

/** What an answer holds of the range that was asked for. */
export interface Page {
  /** Candles that can be true, ascending, each once; some may be missing. */
  candles: Ohlcv[];
  /** Why rows can't be used, by the open time of the candle; a row without a possible one is at NaN. */
  faults: Map<EpochMs, string>;
}

/**
 * Reads the rows of an answer: what lies outside of the range is dropped, rows that repeat another too. A row that
 * can't be true, or two that contradict each other, give no candle but a fault: nobody knows which one is right.
 */
export function readPage(
  exchange: Exchange,
  rows: readonly unknown[],
  interval: Interval,
  { first, last }: TimeRange,
): Page {
  const candles = new Map<EpochMs, Ohlcv>();
  const faults = new Map<EpochMs, string>();
  for (const row of rows) {
    let openTime = NaN;
    try {
      openTime = exchange.timeOf(row);
      if (openTime < first || openTime > last) continue;
      const candle = exchange.candleOf(row);
      validateOhlcv(candle, interval);
      refuseContradiction(candles.get(openTime), candle);
      candles.set(openTime, candle);
    } catch (error) {
      const isOnGrid = openTime % INTERVALS[interval] === 0;
      faults.set(isOnGrid ? openTime : NaN, error instanceof Error ? error.message : String(error));
    }
  }
  for (const openTime of faults.keys()) candles.delete(openTime);
  return { candles: [...candles.values()].sort((one, other) => one.openTime - other.openTime), faults };
}

function refuseContradiction(known: Ohlcv | undefined, candle: Ohlcv): void {
  const field = known && firstDifference(known, candle);
  if (field) throw new Error(`${field} is ${known[field]} in one row and ${candle[field]} in another`);
}
