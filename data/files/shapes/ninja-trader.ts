import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

/** NinjaTrader: `20230301 010000;…`, the END of the bar. */
export const ninjaTrader: Shape = {
  name: 'NinjaTrader export',
  exchange: null,
  cells: ['time', 'open', 'high', 'low', 'close', 'volume'],
  isShape: (rows) => rows.every((cells) => /^\d{8} \d{6}$/.test(textOf(cells[0]))),
  marks: 'close',
};
