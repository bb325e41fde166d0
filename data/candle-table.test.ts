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

it('keeps apart a volume of 0 and one that is not known', async () => {
  const volumes = [1, 0, null];
  const table = await CandleTable.from(
    candles.slice(0, 3).map((hour, i) => ({ ...hour, volume: volumes[i] ?? null })),
  );
  expect(volumes.map((_, index) => table.at(index).volume)).toEqual(volumes);
});

it('finds the first candle at or after a time', async () => {
  const table = await CandleTable.from(candles.filter((_, index) => index !== 5));
  expect(table.indexFrom(START - 1)).toBe(0);
  expect(table.indexFrom(START + 4 * HOUR)).toBe(4);
  expect(table.indexFrom(START + 4 * HOUR + 1)).toBe(5);
  expect(table.indexFrom(START + 5 * HOUR)).toBe(5);
  expect(table.indexFrom(START + 1e12)).toBe(2_999);
});

it('keeps what is too much for memory in a file, and finds it there', async () => {
  const COUNT = 560_000;
  const made = (index: number) => ({
    openTime: START + index * HOUR,
    ...{ open: index + 1, high: index + 3, low: index, close: index + 2, volume: index / 7 },
  });
  function* many() {
    for (let index = 0; index < COUNT; index++) yield made(index);
  }
  const table = await CandleTable.from(many());
  expect(table.length).toBe(COUNT);
  // Both sides of the edges of blocks, in an order that goes back and forth between them.
  for (const index of [0, COUNT - 1, 524_287, 524_288, 16_383, 16_384, 557_055, 557_056, 540_671, 540_672])
    expect(table.at(index)).toEqual(made(index));
  for (const index of [1, 524_288, 557_056, COUNT - 1]) {
    expect(table.indexFrom(START + index * HOUR)).toBe(index);
    expect(table.indexFrom(START + index * HOUR - 1)).toBe(index);
  }
  expect(table.indexFrom(START + COUNT * HOUR)).toBe(COUNT);
  table.dispose();
});

it('is empty for an empty source', async () => {
  expect((await CandleTable.from([])).length).toBe(0);
});
