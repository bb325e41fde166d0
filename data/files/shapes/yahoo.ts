import type { Shape } from './shape.ts';

/** Yahoo Finance: the volume of a coin is in dollars, that of a share in pieces, and the file doesn't say which it is. */
export const yahoo: Shape = {
  name: 'Yahoo Finance history',
  exchange: null,
  header: { has: ['adj close', 'volume'] },
  asks: {
    because: 'Yahoo counts dollars for coins and pieces for shares in "Volume"',
    questions: ['volumeIs'],
  },
};

/** The same through R's quantmod. */
export const yahooQuantmod: Shape = { ...yahoo, header: { has: ['adjusted', 'volume'] } };
