import type { Shape } from './shape.ts';

/** MetaStock's ASCII of bars within a day, as brokers and downloaders write it. */
export const metaStock: Shape = {
  name: 'MetaStock ASCII',
  exchange: null,
  header: { has: ['dtyyyymmdd', 'time', 'open'] },
  roles: { time: 'dtyyyymmdd' },
  asks: {
    because: "MetaStock's ASCII has the start or the end of a bar, on the clock of whoever wrote it",
    questions: ['timeIs', 'zone'],
  },
};
