import { expect, it } from 'vitest';
import { CandleTable } from './candle-table.ts';
import { simulate } from './simulator/simulate.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
const candles = [...simulate({ seed: 1, interval: '1h', from: START, count: 3_000 })];

it('gives back what was read, however long', async () => {
  const table = await CandleTable.from(candles);
  expect(table.length).toBe(3_000);
  expect(candles.map((_, index) => table.at(index))).toEqual(candles);
  expect(() => table.at(3_000)).toThrow('expected an index below 3000, received 3000');
});

it('finds the first candle at or after a time', async () => {
  const table = await CandleTable.from(candles.filter((_, index) => index !== 5));
  expect(table.indexFrom(START - 1)).toBe(0);
  expect(table.indexFrom(START + 4 * HOUR)).toBe(4);
  expect(table.indexFrom(START + 4 * HOUR + 1)).toBe(5);
  expect(table.indexFrom(START + 5 * HOUR)).toBe(5);
  expect(table.indexFrom(START + 1e12)).toBe(2_999);
});

it('is empty for an empty source', async () => {
  expect((await CandleTable.from([])).length).toBe(0);
});
