import { expect, it } from 'vitest';
import { changesOf, overlayLine, overlayPath } from './overlay-lines.ts';

const HOUR = 3_600_000;
const candle = (hour: number, open: number, close: number) => ({
  ...{ openTime: hour * HOUR, open, close, high: close, low: open },
  volume: 1,
});

it('lays the closes around a moment over the open of its candle', () => {
  const line = overlayLine(
    10 * HOUR,
    HOUR,
    [candle(9, 90, 100), candle(10, 100, 80), candle(11, 80, 88)],
    [],
  );
  expect(line.map(({ at, change }) => [at / HOUR, Number(change.toFixed(2))])).toEqual([
    [0, 0],
    [1, -0.2],
    [2, -0.12],
  ]);
  expect(overlayLine(50 * HOUR, HOUR, [candle(9, 90, 100)], [])).toEqual([]);
});

it('draws what lies within its times, and has room for all changes', () => {
  const line = [
    { at: -HOUR, change: 0.5, isSound: true },
    { at: 0, change: 0, isSound: true },
    { at: 2 * HOUR, change: -1, isSound: true },
  ];
  expect(overlayPath(line, { from: 0, to: 4 * HOUR }, { least: -1, most: 0 })).toBe(
    'M0.00 0.00L50.00 100.00',
  );
  const { least, most } = changesOf([line]);
  expect([least < -1, most > 0.5]).toEqual([true, true]);
  expect(changesOf([])).toEqual({ least: -0.001, most: 0.001 });
});

it('has no room for a bad tick, which would press all else into a line, and compares nothing with it', () => {
  const tick = { openTime: 10 * HOUR, returnPeriodHours: null, kind: 'PRICE_SPIKE' } as const;
  const candles = [candle(9, 90, 100), candle(10, 10_000, 10_100), candle(11, 101, 90)];
  const line = overlayLine(10 * HOUR, HOUR, candles, [{ ...tick, isAnomaly: true, verdict: null }]);
  expect(line.map(({ change }) => Number(change.toFixed(2)))).toEqual([0, 100, -0.1]);
  const { least, most } = changesOf([line]);
  expect([least < -0.1, most < 0.01]).toEqual([true, true]);
});
