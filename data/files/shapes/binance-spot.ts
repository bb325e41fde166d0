import type { Shape } from './shape.ts';

/** Binance's monthly dumps of spot klines: no header; milliseconds, since 2025 microseconds. */
export const binanceSpot: Shape = {
  name: 'Binance klines without a header',
  exchange: 'binance',
  cells: [
    'time',
    'open',
    'high',
    'low',
    'close',
    'volume',
    'closeTime',
    'quoteVolume',
    null,
    null,
    null,
    null,
  ],
};
