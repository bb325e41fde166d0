import type { Shape } from './shape.ts';

/** Stooq's archives: as Finam's, with an open interest at the end. */
export const stooq: Shape = {
  name: 'Stooq archive',
  exchange: null,
  header: { has: ['per', 'date', 'time', 'vol', 'openint'] },
  asks: {
    because: 'Stooq says neither on which clock its times are nor which end of the bar they mark',
    questions: ['timeIs', 'zone'],
  },
};
