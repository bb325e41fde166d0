import { textOf } from '../table.ts';
import type { Shape } from './shape.ts';

const BROKER = "MetaTrader writes its broker's clock and counts price changes, not what was traded";

/** MetaTrader 5: names in angle brackets, the broker's clock. */
export const metaTrader5: Shape = {
  name: 'MetaTrader 5 export',
  exchange: null,
  header: { has: ['date', 'tickvol', 'spread'] },
  roles: { volume: 'tickvol' },
  asks: { because: BROKER, questions: ['zone', 'volumeIs'] },
};

/** The same through its Python package. */
export const metaTraderPython: Shape = {
  name: 'MetaTrader rates',
  exchange: null,
  header: { has: ['time', 'tick volume', 'spread'] },
  roles: { volume: 'tick volume' },
  asks: { because: BROKER, questions: ['zone', 'volumeIs'] },
};

/** MetaTrader 4: date and time in two cells, no header. */
export const metaTrader4: Shape = {
  name: 'MetaTrader 4 export',
  exchange: null,
  cells: ['time', null, 'open', 'high', 'low', 'close', 'volume'],
  hasTimeOfDay: true,
  isShape: (rows) =>
    rows.every(
      (cells) => /^\d{4}\.\d\d\.\d\d$/.test(textOf(cells[0])) && /^\d\d:\d\d/.test(textOf(cells[1])),
    ),
  asks: { because: BROKER, questions: ['zone', 'volumeIs'] },
};
