import { expect, it } from 'vitest';
import type { SearchResult } from './search-series.ts';
import { intervalTables, seriesTable } from './search-tables.ts';

const result = (name: string, isRival: boolean, share: number): SearchResult => ({
  name,
  isRival,
  recall: [share, share / 2],
  recallOfAsMany: [share, share / 4],
  known: [3, 2],
  alertsPerWeek: [1, 0.5],
  whole: { rejected: 1, of: 4 },
  years: { rejected: 2, of: 8 },
  quarters: [share, 2 * share],
  area: null,
  found: [],
});

const rowsOf = (table: string | undefined): string[][] =>
  (table ?? '').split('\n').map((line) => line.trim().split(/ {2,}/));

it('there is a column for each interval, and the best rival of each series stands first', () => {
  const hours = [
    [result('rival', true, 0.4), result('detector', false, 0.8)],
    [result('rival', true, 0.2), result('detector', false, 0.6)],
  ];
  const days = [[result('rival', true, 0.5), result('detector', false, 0.5)]];
  const [events, asMany, quarters] = intervalTables([
    { interval: '1h', series: hours },
    { interval: '1d', series: days },
  ]).map(rowsOf);
  expect(events?.[0]?.slice(1)).toEqual(['1h, 2', '1d, 1']);
  expect(events?.slice(1)).toEqual([
    ['best rival of each series', '30.0, 15.0', '50.0, 25.0'],
    ['rival', '30.0, 15.0; 6, 4', '50.0, 25.0; 3, 2'],
    ['detector', '70.0, 35.0; 6, 4', '50.0, 25.0; 3, 2'],
  ]);
  expect(asMany?.at(-1)).toEqual(['detector', '70.0, 17.5; 2/8, 4/16', '50.0, 12.5; 1/4, 2/8']);
  expect(quarters?.at(-1)).toEqual(['detector', '0.60–1.60; 0/4', '0.50–1.00; 1/2']);
});

it('what was injected has columns only where something was', () => {
  const plain = result('detector', false, 0.8);
  const found = [{ kind: 'crash', injected: 24, found: 7 }];
  expect(rowsOf(seriesTable([plain])).map((row) => row.length)).toEqual([7, 7]);
  expect(rowsOf(seriesTable([{ ...plain, area: 0.5, found }]))[1]?.slice(-2)).toEqual(['0.500', '7']);
});
