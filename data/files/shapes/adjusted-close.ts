import type { Shape } from './shape.ts';

/** EODHD and others that began with shares: a close adjusted for dividends, which no coin pays. */
export const adjustedClose: Shape = {
  name: 'History with an adjusted close',
  exchange: null,
  header: { has: ['adjusted close', 'volume'] },
  asks: {
    because:
      'sources that adjust closes, such as EODHD, count pieces for shares and mostly dollars for coins in "volume"',
    questions: ['volumeIs'],
  },
};
