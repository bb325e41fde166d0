import type { PriceRange } from '../chart/price-range.ts';
import type { EpochMs, Price } from '../format/units.ts';
import { partitionPoint } from '../series/partition-point.ts';
import type { RareMark } from './rare-mark.ts';

interface Timed {
  readonly openTime: EpochMs;
}

interface Prices extends Timed {
  readonly high: Price;
  readonly low: Price;
}

/** A price that can't be, such as one with a slipped decimal point. */
const isBadTick = ({ kind, returnPeriodHours }: RareMark): boolean =>
  returnPeriodHours === null && (kind === 'PRICE_SPIKE' || kind === 'PRICE_CRASH');

/**
 * Aggregated candles but those that have a bad tick in them, beside which no other would be seen; all where each has one.
 *
 * @param candles ascending
 * @param marks all that is rare, in any order
 */
export function soundCandles<Candle extends Timed>(
  candles: readonly Candle[],
  marks: readonly RareMark[],
): readonly Candle[] {
  const spanMs = spanOf(candles);
  const bad = new Set(marks.filter(isBadTick).map(({ openTime }) => candleOf(openTime, candles, spanMs)));
  const sound = candles.filter((candle) => !bad.has(candle));
  return sound.length > 0 ? sound : candles;
}

/** Lowest and highest price of the sound candles; null without candles. */
export function soundPrices(candles: readonly Prices[], marks: readonly RareMark[]): PriceRange | null {
  let [minValue, maxValue] = [Infinity, -Infinity];
  for (const { low, high } of soundCandles(candles, marks)) {
    minValue = Math.min(minValue, low);
    maxValue = Math.max(maxValue, high);
  }
  return minValue <= maxValue ? { minValue, maxValue } : null;
}

/** How long each candle stands for: as long as the two that are nearest to each other are apart. */
function spanOf(candles: readonly Timed[]): number {
  let span = Infinity;
  candles.forEach(({ openTime }, index) => {
    span = Math.min(span, openTime - (candles[index - 1]?.openTime ?? -Infinity));
  });
  return span;
}

/** The candle that a time falls into. */
function candleOf<Candle extends Timed>(
  time: EpochMs,
  candles: readonly Candle[],
  spanMs: number,
): Candle | undefined {
  const candle = candles[partitionPoint(candles, ({ openTime }) => openTime <= time) - 1];
  return candle && time < candle.openTime + spanMs ? candle : undefined;
}
