import type { Shape } from './shape.ts';

/** OANDA's candles, with the prices of one kind (mid, bid or ask) taken out of their cell (`rewritten-table.ts`). */
export const oanda: Shape = {
  name: 'OANDA candles',
  exchange: null,
  header: { has: ['oanda volume'] },
  roles: { volume: 'oanda volume' },
  asks: { because: 'OANDA counts price changes, not what was traded', questions: ['volumeIs'] },
};
