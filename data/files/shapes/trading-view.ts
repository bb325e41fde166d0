import type { Shape } from './shape.ts';

/** TradingView's chart export: whatever is on the chart, such as the average of the volume, has columns of its own. */
export const tradingView: Shape = {
  name: 'TradingView chart export',
  exchange: null,
  header: { has: ['time', 'open', 'high', 'low', 'close', 'volume', 'volume ma'] },
  ignore: ['volume ma'],
};
