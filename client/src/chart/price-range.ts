import type { DetectionRow } from '../detections/detection-row.ts';

export interface PriceRange {
  readonly minValue: number;
  readonly maxValue: number;
}

/** How much of the candles' own height the limits may claim above and below them. */
const LIMITS_MAY_ADD = 0.45;

/** A price that can't be, such as one with a slipped decimal point. */
const isBadTick = (row: DetectionRow): boolean =>
  row.isFeedFault && row.kinds.some((kind) => kind === 'PRICE_SPIKE' || kind === 'PRICE_CRASH');

/**
 * The prices to show for these candles: all but bad ticks, beside which no other would be seen, with their usual range,
 * and, where they are asked for, the limits on each side where the nearest of them is close enough. Limits far away would
 * squeeze the candles into a line.
 */
export function priceRange(rows: readonly DetectionRow[], withLimits: boolean): PriceRange | null {
  const good = rows.filter((row) => !isBadTick(row));
  return rangeOf(good.length > 0 ? good : rows, withLimits);
}

function rangeOf(rows: readonly DetectionRow[], withLimits: boolean): PriceRange | null {
  let [low, high, lowerLimit, upperLimit] = [Infinity, -Infinity, Infinity, -Infinity];
  let [nearestBelow, nearestAbove] = [-Infinity, Infinity];
  for (const row of rows) {
    low = Math.min(low, row.low, row.usualLow ?? Infinity);
    high = Math.max(high, row.high, row.forecastHigh ?? -Infinity, row.usualHigh ?? -Infinity);
    if (!withLimits || row.lowerLimit === null || row.upperLimit === null) continue;
    lowerLimit = Math.min(lowerLimit, row.lowerLimit);
    upperLimit = Math.max(upperLimit, row.upperLimit);
    nearestBelow = Math.max(nearestBelow, row.lowerLimit);
    nearestAbove = Math.min(nearestAbove, row.upperLimit);
  }
  if (low > high) return null;
  const room = LIMITS_MAY_ADD * (high - low);
  const floor = nearestBelow > low - room ? Math.max(lowerLimit, low - room) : low;
  const ceiling = nearestAbove < high + room ? Math.min(upperLimit, high + room) : high;
  return { minValue: Math.min(low, floor), maxValue: Math.max(high, ceiling) };
}
