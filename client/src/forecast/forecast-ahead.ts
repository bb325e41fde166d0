/** A candle that is expected after the newest one; prices in the quote currency. */
export interface ForecastAhead {
  readonly openTime: number;
  readonly high: number;
  readonly low: number;
  readonly upperLimit: number;
  readonly lowerLimit: number;
}
