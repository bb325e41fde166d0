import type { EpochMs, Price } from '../format/units.ts';

/** A candle that is expected after the newest one; prices in the quote currency. */
export interface ForecastAhead {
  readonly openTime: EpochMs;
  readonly high: Price;
  readonly low: Price;
  readonly upperLimit: Price;
  readonly lowerLimit: Price;
  readonly usualHigh: Price | null;
  readonly usualLow: Price | null;
}
