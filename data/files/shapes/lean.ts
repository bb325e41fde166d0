import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

/** QuantConnect LEAN, hours and days: `20230301 00:00`; prices of coins are as they are. */
export const lean: Shape = {
  name: 'LEAN hours or days',
  exchange: null,
  cells: ['time', 'open', 'high', 'low', 'close', 'volume'],
  isShape: (rows) => rows.every((cells) => /^\d{8} \d\d:\d\d$/.test(textOf(cells[0]))),
};
