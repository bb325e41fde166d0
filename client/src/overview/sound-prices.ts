import type { PriceRange } from '../chart/price-range.ts';
import type { EpochMs, Price } from '../format/units.ts';
import { partitionPoint } from '../series/partition-point.ts';
import type { RareMark } from './rare-mark.ts';

interface Prices {
  readonly openTime: EpochMs;
  readonly high: Price;
  readonly low: Price;
}

/** A price that can't be, such as one with a slipped decimal point. */
const isBadTick = ({ kind, returnPeriodHours }: RareMark): boolean =>
  returnPeriodHours === null && (kind === 'PRICE_SPIKE' || kind === 'PRICE_CRASH');

/**
 * Lowest and highest price of aggregated candles but those that have a bad tick in them, beside which no other would be
 * seen; of all where each has one. Null without candles.
 *
 * @param candles ascending
 * @param marks all that is rare, in any order
 */
export function soundPrices(candles: readonly Prices[], marks: readonly RareMark[]): PriceRange | null {
  const bad = new Set(marks.filter(isBadTick).map(({ openTime }) => candleOf(openTime, candles)));
  const sound = candles.filter((candle) => !bad.has(candle));
  const shown = sound.length > 0 ? sound : candles;
  let [minValue, maxValue] = [Infinity, -Infinity];
  for (const { low, high } of shown) {
    minValue = Math.min(minValue, low);
    maxValue = Math.max(maxValue, high);
  }
  return minValue <= maxValue ? { minValue, maxValue } : null;
}

/** The candle that a time falls into. */
const candleOf = (time: EpochMs, candles: readonly Prices[]): Prices | undefined =>
  candles[partitionPoint(candles, ({ openTime }) => openTime <= time) - 1];
