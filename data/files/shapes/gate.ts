import type { Shape } from './shape.ts';

/** Gate.io, API v4: `volume` is in the quote currency, `amount` in coins. */
export const gate: Shape = {
  name: 'Gate.io candlesticks (API v4)',
  exchange: 'gateio',
  header: { has: ['volume', 'amount', 'closed'] },
  roles: { volume: 'amount', quoteVolume: 'volume', closed: 'closed' },
};

export const gateHeaderless: Shape = {
  name: 'Gate.io candlesticks (API v4) without a header',
  exchange: 'gateio',
  cells: ['time', 'quoteVolume', 'close', 'high', 'low', 'open', 'volume', 'closed'],
};
