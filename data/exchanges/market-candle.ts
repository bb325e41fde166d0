import { OHLCV_VALUES, type EpochMs, type Price, type Volume } from '../ohlcv.ts';

/** A candle as it comes from an exchange. */
export interface MarketCandle {
  openTime: EpochMs;
  open: Price;
  high: Price;
  low: Price;
  close: Price;
  /** In the base coin; null where the exchange gives none or its unit is not known, which is not the same as 0. */
  volume: Volume | null;
}

export const isSameCandle = (one: MarketCandle, other: MarketCandle): boolean =>
  one.openTime === other.openTime && OHLCV_VALUES.every((value) => one[value] === other[value]);
