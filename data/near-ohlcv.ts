import { OHLCV_VALUES, type OhlcvValues } from './ohlcv.ts';
import { ROUNDING_TOLERANCE } from './validation.ts';

/** Whether two candles of one time say the same but for how computed numbers were rounded: 12.3, 12.300000000000001. */
export const isNearOhlcv = (one: OhlcvValues, other: OhlcvValues): boolean =>
  OHLCV_VALUES.every((name) => {
    const [first, second] = [one[name], other[name]];
    if (first === null || second === null) return first === second;
    return Math.abs(first - second) <= ROUNDING_TOLERANCE * Math.max(first, second);
  });
