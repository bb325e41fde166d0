import type { Shape } from './shape.ts';

/** Deribit's chart data: `volume` in coins, `cost` in dollars. */
export const deribit: Shape = {
  name: 'Deribit chart data',
  exchange: 'deribit',
  header: { has: ['ticks', 'volume', 'cost'] },
  roles: { time: 'ticks', volume: 'volume', quoteVolume: 'cost' },
};
