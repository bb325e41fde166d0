import type { Shape } from './shape.ts';

/** Huobi (HTX): `amount` counts coins, `vol` the quote currency; `id` is the time. */
export const huobi: Shape = {
  name: 'Huobi klines',
  exchange: 'huobi',
  header: { has: ['id', 'amount', 'vol', 'count'], lacks: ['time', 'timestamp', 'date'] },
  roles: { time: 'id', volume: 'amount', quoteVolume: 'vol' },
};
