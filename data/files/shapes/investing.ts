import type { Shape } from './shape.ts';

/** Investing.com: `Price` is the close and stands before the open. */
export const investing: Shape = {
  name: 'Investing.com history',
  exchange: null,
  header: { has: ['date', 'price', 'open', 'high', 'low', 'change'] },
  roles: { close: 'price' },
};
