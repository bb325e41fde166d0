import type { Shape } from './shape.ts';

/** Binance COIN-M futures: the volume counts contracts of 10 or 100 dollars, the base asset volume coins. */
export const binanceCoinMargined: Shape = {
  name: 'Binance COIN-M klines',
  exchange: 'binance',
  header: { has: ['open time', 'volume', 'close time', 'base asset volume'] },
};
