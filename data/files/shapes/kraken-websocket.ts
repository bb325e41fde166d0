import type { Shape } from './shape.ts';

/** Kraken's WebSocket v2: `timestamp` is the end of the bar, and deprecated there. */
export const krakenWebsocket: Shape = {
  name: 'Kraken WebSocket v2 candles',
  exchange: 'kraken',
  header: { has: ['interval begin', 'timestamp'] },
  roles: { time: 'interval begin', closeTime: 'timestamp' },
};
