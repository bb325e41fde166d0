import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

/** Kraken's REST OHLC: the mean price stands before the volume. */
export const krakenRest: Shape = {
  name: 'Kraken OHLC of its REST interface',
  exchange: 'kraken',
  cells: ['time', 'open', 'high', 'low', 'close', null, 'volume', null],
  isShape: (rows) =>
    rows.every((cells) => {
      const [low, mean] = [Number(cells[3]), Number(cells[5])];
      return (
        (mean === 0 || mean >= low * 0.99) &&
        mean <= Number(cells[2]) * 1.01 &&
        /^\d+$/.test(textOf(cells[7]))
      );
    }),
};
