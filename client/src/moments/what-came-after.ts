import type { EpochMs, Price } from '../format/units.ts';
import type { RareMark } from '../overview/rare-mark.ts';
import { soundCandles } from '../overview/sound-prices.ts';

const HOUR = 3_600_000;

/** So long after the candle people want to know where the price was. */
export const HORIZONS_H = [1, 6, 24] as const;
const LONGEST_MS = 24 * HOUR;

interface Candle {
  readonly openTime: EpochMs;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
}

export interface CameAfter {
  /** Change of the close against that of the candle, as a share; null where it is not known, as beyond the newest candle. */
  readonly changes: readonly { readonly hours: number; readonly change: number | null }[];
  /** Furthest up and down within a day, as shares; null without a candle. */
  readonly up: number | null;
  readonly down: number | null;
}

/**
 * What came after a candle: changes against its close, at the end of the candle that ends so many hours after it, and how
 * far the price went within a day, where no bad tick counts.
 *
 * @param candles with that one, ascending
 * @param marks all that is rare, in any order
 */
export function whatCameAfter(
  openTime: EpochMs,
  stepMs: number,
  candles: readonly Candle[],
  marks: readonly RareMark[],
): CameAfter {
  // The close of a bad tick is no price to compare with.
  const own = soundCandles(candles, marks).find((candle) => candle.openTime === openTime);
  const nothing = { changes: HORIZONS_H.map((hours) => ({ hours, change: null })), up: null, down: null };
  if (!own) return nothing;
  const later = candles.filter(
    (one) => one.openTime > openTime && one.openTime < openTime + LONGEST_MS + stepMs,
  );
  const changes = HORIZONS_H.map((hours) => {
    const there = later.find((candle) => candle.openTime === openTime + hours * HOUR);
    return { hours, change: there ? there.close / own.close - 1 : null };
  });
  const within = soundCandles(later, marks).filter((candle) => candle.openTime <= openTime + LONGEST_MS);
  if (within.length === 0) return { ...nothing, changes };
  const up = Math.max(...within.map(({ high }) => high)) / own.close - 1;
  const down = Math.min(...within.map(({ low }) => low)) / own.close - 1;
  return { changes, up: Math.max(0, up), down: Math.min(0, down) };
}
