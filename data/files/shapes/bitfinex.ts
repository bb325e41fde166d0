import type { Shape } from './shape.ts';

/** Bitfinex's candles: the close stands before the high. */
export const bitfinex: Shape = {
  name: 'Bitfinex candles without a header',
  exchange: 'bitfinex',
  cells: ['time', 'open', 'close', 'high', 'low', 'volume'],
};
