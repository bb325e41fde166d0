import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

/** HistData: minutes of New York's winter clock in the order of NinjaTrader, without any volume. */
export const histData: Shape = {
  name: 'HistData minutes',
  exchange: null,
  cells: ['time', 'open', 'high', 'low', 'close', 'volume'],
  isShape: (rows) =>
    rows.every((cells) => /^\d{8} \d{6}$/.test(textOf(cells[0])) && Number(textOf(cells[5])) === 0),
  asks: {
    because:
      'rows of this order without a volume are those of HistData (start of the bar, UTC-5) or of NinjaTrader (end of the bar)',
    questions: ['timeIs', 'zone'],
  },
};
