import type { Shape } from './shape.ts';

/** CoinGecko's charts have single prices, and beside each the volume of the day before it. */
export const coinGeckoChart: Shape = {
  name: 'CoinGecko market chart',
  exchange: null,
  header: { has: ['prices', 'total volumes'] },
  refused:
    'holds no candles: CoinGecko\'s charts have single prices, and volumes of the last 24 hours; take candles of an exchange, such as "npm run download" fetches',
};
