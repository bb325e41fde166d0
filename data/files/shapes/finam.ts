import type { Shape } from './shape.ts';

/** Finam: start or end of the bar and Moscow's clock or another, as chosen at the export. */
export const finam: Shape = {
  name: 'Finam export',
  exchange: null,
  header: { has: ['per', 'date', 'time', 'vol'] },
  asks: {
    because: 'Finam writes the start or the end of a bar on a clock that was chosen at the export',
    questions: ['timeIs', 'zone'],
  },
};
