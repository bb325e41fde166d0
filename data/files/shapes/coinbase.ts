import type { Shape } from './shape.ts';

/** Coinbase's candles: low, high, open, close. */
export const coinbase: Shape = {
  name: 'Coinbase candles without a header',
  exchange: 'coinbase',
  cells: ['time', 'low', 'high', 'open', 'close', 'volume'],
};
