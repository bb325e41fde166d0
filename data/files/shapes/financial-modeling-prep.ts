import type { Shape } from './shape.ts';

/** Financial Modeling Prep (FMP): dollars for coins, pieces for shares, as its sources count. */
export const financialModelingPrep: Shape = {
  name: 'Financial Modeling Prep history',
  exchange: null,
  header: { has: ['change', 'change percent', 'vwap', 'volume'] },
  asks: {
    because: 'Financial Modeling Prep counts dollars for coins and pieces for shares in "volume"',
    questions: ['volumeIs'],
  },
};
