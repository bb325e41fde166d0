import type { Shape } from './shape.ts';

/** Messari's time series: the volume of all markets in dollars. */
export const messari: Shape = {
  name: 'Messari time series',
  exchange: null,
  header: { has: ['messari volume'] },
  roles: { volume: 'messari volume' },
  asks: { because: 'Messari counts dollars in its volumes', questions: ['volumeIs'] },
};
