import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

/** Kibot and others: `02/28/2023,19:00,…` on the clock of an exchange. */
export const kibot: Shape = {
  name: 'American dates and times without a header',
  exchange: null,
  cells: ['time', null, 'open', 'high', 'low', 'close', 'volume'],
  isShape: (rows) =>
    rows.every(
      (cells) => /^\d{1,2}\/\d{1,2}\/\d{4}$/.test(textOf(cells[0])) && /^\d{1,2}:\d\d/.test(textOf(cells[1])),
    ),
  hasTimeOfDay: true,
  asks: {
    because: "rows of this order have the start of a bar on New York's clock (Kibot), or its end on another",
    questions: ['timeIs', 'zone'],
  },
};
