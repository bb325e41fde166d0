import type { Shape } from './shape.ts';

/** KuCoin's candles: the close stands before the high, the turnover at the end. */
export const kucoin: Shape = {
  name: 'KuCoin candles without a header',
  exchange: 'kucoin',
  cells: ['time', 'open', 'close', 'high', 'low', 'volume', 'quoteVolume'],
};
