import { expect, it } from 'vitest';
import { changesOf, overlayLine, overlayPath } from './overlay-lines.ts';

const HOUR = 3_600_000;
const candle = (hour: number, open: number, close: number) => ({
  ...{ openTime: hour * HOUR, open, close, high: close, low: open },
  volume: 1,
});

it('lays the closes around a moment over the open of its candle', () => {
  const line = overlayLine(10 * HOUR, HOUR, [candle(9, 90, 100), candle(10, 100, 80), candle(11, 80, 88)]);
  expect(line.map(({ at, change }) => [at / HOUR, Number(change.toFixed(2))])).toEqual([
    [0, 0],
    [1, -0.2],
    [2, -0.12],
  ]);
  expect(overlayLine(50 * HOUR, HOUR, [candle(9, 90, 100)])).toEqual([]);
});

it('draws what lies within its times, and has room for all changes', () => {
  const line = [
    { at: -HOUR, change: 0.5 },
    { at: 0, change: 0 },
    { at: 2 * HOUR, change: -1 },
  ];
  expect(overlayPath(line, { from: 0, to: 4 * HOUR }, { least: -1, most: 0 })).toBe(
    'M0.00 0.00L50.00 100.00',
  );
  const { least, most } = changesOf([line]);
  expect([least < -1, most > 0.5]).toEqual([true, true]);
  expect(changesOf([])).toEqual({ least: -0.001, most: 0.001 });
});
