import type { Shape } from './shape.ts';

/** Upbit: `timestamp` is the last trade of the bar, not its start. */
export const upbit: Shape = {
  name: 'Upbit candles',
  exchange: 'upbit',
  header: { has: ['candle date time utc', 'opening price', 'trade price'] },
  roles: {
    time: 'candle date time utc',
    volume: 'candle acc trade volume',
    quoteVolume: 'candle acc trade price',
  },
};
