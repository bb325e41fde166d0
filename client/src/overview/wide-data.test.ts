import { expect, it } from 'vitest';
import { binOf, placesOf, timesOf, wideGrid } from './wide-data.ts';

const DAY = 86_400_000;
const candle = (day: number) => ({ openTime: day * DAY, open: 1, high: 2, low: 1, close: 1, volume: 1 });

it('lays aggregated candles on a grid, with empty places where none came', () => {
  const grid = wideGrid({ candles: [candle(10), candle(11), candle(14)], spanMs: DAY });
  expect(grid.points.map(({ candle }) => candle && candle.openTime / DAY)).toEqual([10, 11, null, null, 14]);
  expect(grid.points.map(({ time }) => (time * 1_000) / DAY)).toEqual([10, 11, 12, 13, 14]);
  expect(wideGrid({ candles: [], spanMs: DAY }).points).toEqual([]);
});

it('turns times into places and back, and finds the candle that a time falls into', () => {
  const grid = wideGrid({ candles: [candle(10), candle(20)], spanMs: DAY });
  const range = { from: 10 * DAY, to: 12 * DAY };
  expect(placesOf(range, grid)).toEqual({ from: -0.5, to: 1.5 });
  expect(timesOf(placesOf(range, grid), grid)).toEqual(range);
  expect(binOf(12.9 * DAY, grid)).toBe(12 * DAY);
});
