import type { Shape } from './shape.ts';

/** Polygon (Massive) flat files: nanoseconds under `window_start`. */
export const polygon: Shape = {
  name: 'Polygon aggregates',
  exchange: null,
  header: { has: ['ticker', 'window start', 'transactions'] },
  roles: { time: 'window start', symbol: 'ticker' },
};
