import type { Shape } from './shape.ts';

/** MEXC's klines: the close time is the next open. */
export const mexc: Shape = {
  name: 'MEXC klines without a header',
  exchange: 'mexc',
  cells: ['time', 'open', 'high', 'low', 'close', 'volume', 'closeTime', 'quoteVolume'],
};
