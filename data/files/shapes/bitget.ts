import type { Shape } from './shape.ts';

/** Bitget's spot market: coins, dollars, and the quote currency, which is the dollar for most. */
export const bitget: Shape = {
  name: 'Bitget candles without a header',
  exchange: 'bitget',
  cells: ['time', 'open', 'high', 'low', 'close', 'volume', null, 'quoteVolume'],
};
