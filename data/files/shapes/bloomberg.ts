import type { Shape } from './shape.ts';

/** Bloomberg's fields. */
export const bloomberg: Shape = {
  name: 'Bloomberg fields',
  exchange: null,
  header: { has: ['px open', 'px high', 'px low', 'px last'] },
  roles: { open: 'px open', high: 'px high', low: 'px low', close: 'px last', volume: 'px volume' },
};
