import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

/** Kraken's archive of OHLCVT files: seconds, and the number of trades at the end. */
export const krakenDump: Shape = {
  name: 'Kraken OHLCVT without a header',
  exchange: 'kraken',
  cells: ['time', 'open', 'high', 'low', 'close', 'volume', null],
  isShape: (rows) =>
    rows.every((cells) => /^\d{9,10}$/.test(textOf(cells[0])) && /^\d+$/.test(textOf(cells[6]))),
};
