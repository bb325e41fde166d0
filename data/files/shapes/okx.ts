import { textOf } from '../table.ts';
import type { Cell } from '../table.ts';
import type { Shape } from './shape.ts';

/** OKX swaps and futures: `vol` counts contracts, `vol_ccy` coins. The names are those of its spot archive. */
export const okx: Shape = {
  name: 'OKX candlesticks',
  exchange: 'okx',
  header: { has: ['vol', 'vol ccy', 'confirm'] },
};

const isFlag = (rows: readonly (readonly Cell[])[]) => rows.every((cells) => /^[01]$/.test(textOf(cells[8])));

export const okxHeaderless: Shape = {
  name: 'OKX spot candlesticks without a header',
  exchange: 'okx',
  cells: ['time', 'open', 'high', 'low', 'close', 'volume', null, 'quoteVolume', 'closed'],
  isShape: isFlag,
};

export const okxSwapHeaderless: Shape = {
  name: 'OKX swap candlesticks without a header',
  exchange: 'okx',
  cells: ['time', 'open', 'high', 'low', 'close', null, 'volume', 'quoteVolume', 'closed'],
  isShape: isFlag,
};
