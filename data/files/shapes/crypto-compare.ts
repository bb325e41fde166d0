import type { Shape } from './shape.ts';

/** CryptoCompare: `volumefrom` in coins, `volumeto` in the other currency. */
export const cryptoCompare: Shape = {
  name: 'CryptoCompare history',
  exchange: null,
  header: { has: ['volumefrom', 'volumeto'] },
  roles: { volume: 'volumefrom', quoteVolume: 'volumeto' },
};
