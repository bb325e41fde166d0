import type { Shape } from './shape.ts';

/** GeckoTerminal's candles of a pool: the volume is in dollars, whichever token's price in whatever currency was asked for. */
export const geckoTerminal: Shape = {
  name: 'GeckoTerminal pool candles',
  exchange: null,
  header: { has: ['ohlcv list volume'] },
  roles: { volume: 'ohlcv list volume' },
  asks: {
    because:
      'GeckoTerminal counts dollars in its volumes, which are coins only after a division by prices in dollars',
    questions: ['volumeIs'],
  },
};
