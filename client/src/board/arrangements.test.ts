import { expect, it } from 'vitest';
import { type Arrangement, arrange, isArrangement } from './arrangements.ts';
import type { BoardRow } from './board-row.ts';

const row = (name: string, openedAt: number | null, anomalies: number): BoardRow => {
  const [symbol = '', interval = '', exchange = ''] = name.split('@');
  const incident = { isOpen: false, anomalyCount: 1, kinds: [], peakAt: 0, peakReturnPeriodHours: null };
  return {
    name,
    key: { exchange, symbol, interval },
    lastOpenTime: 0,
    warmUpRemaining: 0,
    overdueSince: null,
    lastClose: null,
    recentCloses: [],
    newestIncident: openedAt === null ? null : { ...incident, openedAt },
    anomalies:
      anomalies > 0 ? [{ openTime: 0, returnPeriodHours: 200, kind: 'PRICE_JUMP', count: anomalies }] : [],
  };
};

const ROWS = [
  row('BTC/USD@1h@kraken', 5, 2),
  row('BTC/USD@1h@okx', null, 0),
  row('ETH/USD@1h@kraken', 9, 1),
  row('ETH/USD@1d@okx', 7, 4),
];
const names = (arrangement: Arrangement) =>
  arrange(ROWS, arrangement).map(({ title, rows }) => [title, ...rows.map(({ name }) => name)]);

it('puts series together by market or exchange, in the order of the server', () => {
  expect(names('market')).toEqual([
    ['BTC/USD', 'BTC/USD@1h@kraken', 'BTC/USD@1h@okx'],
    ['ETH/USD', 'ETH/USD@1h@kraken', 'ETH/USD@1d@okx'],
  ]);
  expect(names('exchange').map(([title]) => title)).toEqual(['kraken', 'okx']);
  expect(names('interval').map(([title, ...rows]) => [title, rows.length])).toEqual([
    ['1h', 3],
    ['1d', 1],
  ]);
});

it('gives no headings where most would stand above one series', () => {
  expect(arrange(ROWS.slice(0, 3), 'market').map(({ title }) => title)).toEqual([null]);
  expect(arrange([], 'market')).toEqual([]);
});

it('has the newest incident or the most anomalies first, and those without any last', () => {
  expect(names('incident')).toEqual([
    [null, 'ETH/USD@1h@kraken', 'ETH/USD@1d@okx', 'BTC/USD@1h@kraken', 'BTC/USD@1h@okx'],
  ]);
  expect(names('anomalies')).toEqual([
    [null, 'ETH/USD@1d@okx', 'BTC/USD@1h@kraken', 'ETH/USD@1h@kraken', 'BTC/USD@1h@okx'],
  ]);
});

it('knows what an address may ask for', () => {
  expect(['market', 'incident', 'toString', '', null].map(isArrangement)).toEqual([
    ...[true, true, false, false, false],
  ]);
});
