import type { Shape } from '../shapes/shape.ts';
import { textOf } from '../table.ts';
import type { Cell } from '../table.ts';
import { namesMarket } from './market.ts';

/** A column whose values tell markets apart. */
export interface GroupColumn {
  column: number;
  name: string;
  kind: 'symbol' | 'exchange' | 'interval';
}

const GROUPS: Record<GroupColumn['kind'], string[]> = {
  symbol: [
    ...[
      'symbol',
      'pair',
      'ticker',
      'ric',
      'instrument name',
      'instrument id',
      'inst id',
      'instrument',
      'product id',
      'product',
    ],
    ...[
      'market',
      'market id',
      'coin',
      'currency pair',
      'crypto',
      'cryptocurrency',
      'asset',
      'asset id',
      'coin id',
      'name',
    ],
    ...['slug', 'contract', 'code', 'currency', 'base currency', 'quote currency', 'base', 'quote', 's'],
  ],
  exchange: ['exchange', 'venue', 'exchange name', 'exchange id', 'source', 'provider', 'broker'],
  interval: [
    'interval',
    'timeframe',
    'time frame',
    'granularity',
    'resolution',
    'tf',
    'freq',
    'frequency',
    'period',
    'per',
  ],
};

/** Those among the columns of a header, as far as their values can name anything. */
export function findGroups(
  names: readonly string[],
  shape: Shape | undefined,
  sample: readonly (readonly Cell[])[],
): GroupColumn[] {
  const own = shape?.roles?.symbol;
  const kinds = Object.entries(GROUPS) as [GroupColumn['kind'], string[]][];
  return kinds.flatMap(([kind, usual]) =>
    [...(kind === 'symbol' && own !== undefined ? [own] : []), ...usual].flatMap((name) => {
      const column = names.indexOf(name);
      // "market" may be a capitalisation and "base" a volume: numbers name nothing, but for an id.
      const isNumber =
        column >= 0 && sample.every((cells) => /^-?[\d.]*(?:e[+-]?\d+)?$/i.test(textOf(cells[column])));
      if (column < 0 || (isNumber && kind !== 'interval' && !/\bid\b/.test(name))) return [];
      // A letter may stand for anything.
      if (name.length === 1 && !sample.every((cells) => namesMarket(textOf(cells[column])))) return [];
      // A "period" that counts upwards is none.
      const isCounter = kind === 'interval' && new Set(sample.map((cells) => cells[column])).size > 5;
      return isCounter ? [] : [{ column, name, kind }];
    }),
  );
}
