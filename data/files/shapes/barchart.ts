import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

/** Barchart: days without a clock, and shorter bars on the clock of whoever downloaded them. */
export const barchart: Shape = {
  name: 'Barchart history',
  exchange: null,
  header: { has: ['time', 'open', 'change', 'chg', 'volume'] },
  asks: {
    because: "Barchart's times are of the clock that its page showed, mostly that of Chicago",
    questions: ['zone'],
    when: (rows) => rows.some((cells) => cells.some((cell) => /\d:\d\d/.test(textOf(cell)))),
  },
};
