import type { Ohlcv } from '@detective/data';
import type { Expectation } from '../expectation.ts';
import { formatPrice } from '../number-format.ts';

export type PriceSide = 'high' | 'low';

/** How far the high lies above the last close, or the low below it, in log price. */
export const moveTo = (side: PriceSide, { scales }: Expectation, candle: Ohlcv): number =>
  Math.log(side === 'high' ? candle.high / scales.close : scales.close / candle.low);

/** "rose to 44,256", "fell to 30,000". */
export const wentTo = (side: PriceSide, price: number): string =>
  `${side === 'high' ? 'rose' : 'fell'} to ${formatPrice(price)}`;
