import type { Shape } from './shape.ts';

/** Bybit's klines: the turnover at the end. */
export const bybit: Shape = {
  name: 'Bybit klines without a header',
  exchange: 'bybit',
  cells: ['time', 'open', 'high', 'low', 'close', 'volume', 'quoteVolume'],
};
