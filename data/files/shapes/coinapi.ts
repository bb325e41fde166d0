import type { Shape } from './shape.ts';

/** CoinAPI: `time_open` and `time_close` are the first and the last trade; the period has names of its own. */
export const coinapi: Shape = {
  name: 'CoinAPI OHLCV',
  exchange: null,
  header: { has: ['time period start', 'time period end'] },
  roles: { time: 'time period start', closeTime: 'time period end' },
  ignore: ['time open', 'time close'],
};
