import { CandleTable, simulate } from '@detective/data';
import { expect, it } from 'vitest';
import { RemainingCandles } from './remaining-candles.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
const at = (index: number) => START + index * HOUR;

it('counts what is still to be sent before the end, and before the time at which the replay waits', async () => {
  const candles = await CandleTable.from(simulate({ seed: 1, interval: '1h', from: START, count: 120 }));
  const remaining = new RemainingCandles(candles, 20);
  expect(remaining.total).toBe(100);
  expect(remaining.left(0, { from: null, to: null })).toBe(100);
  expect(remaining.left(30, { from: null, to: null })).toBe(70);
  expect(remaining.left(30, { from: null, to: at(60) })).toBe(10);
  expect(remaining.left(30, { from: null, to: at(60) - 1 })).toBe(10);
  expect(remaining.left(30, { from: null, to: at(60) + 1 })).toBe(11);
  expect(remaining.left(40, { from: null, to: at(60) })).toBe(0);
  expect(remaining.left(60, { from: null, to: at(60) })).toBe(0);
  expect(remaining.left(0, { from: null, to: at(5_000) })).toBe(100);
});

it('does not count what is left out', async () => {
  const hours = [...simulate({ seed: 1, interval: '1h', from: START, count: 10 })];
  const candles = await CandleTable.from(hours.filter((_, index) => index !== 5 && index !== 6));
  const remaining = new RemainingCandles(candles, 0);
  expect(remaining.left(0, { from: at(3), to: null })).toBe(5);
  expect(remaining.left(2, { from: at(3), to: at(8) })).toBe(3);
  expect(remaining.left(4, { from: at(3), to: at(8) })).toBe(2);
  expect(remaining.left(0, { from: at(8), to: at(3) })).toBe(0);
});
