import type { Shape } from './shape.ts';

/** ccxt's OHLCV arrays, as freqtrade keeps them, and the dumps of several exchanges and of Bitstamp. */
export const ccxt: Shape = {
  name: 'time, open, high, low, close, volume without a header',
  exchange: null,
  cells: ['time', 'open', 'high', 'low', 'close', 'volume'],
};
