import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { priceRange } from './price-range.ts';

const candle = (low: number, high: number, lowerLimit: number | null, upperLimit: number | null) =>
  ({
    low,
    high,
    forecastHigh: null,
    usualHigh: null,
    usualLow: null,
    lowerLimit,
    upperLimit,
    kinds: [],
    isFeedFault: false,
  }) as Partial<DetectionRow> as DetectionRow;

it('shows the candles and the limits around them', () => {
  expect(priceRange([candle(100, 200, 90, 220), candle(110, 190, 95, 215)], true)).toEqual({
    minValue: 90,
    maxValue: 220,
  });
});

it('leaves out limits that would squeeze the candles, and cuts off those that stray', () => {
  expect(priceRange([candle(100, 200, 10, 900)], true)).toEqual({ minValue: 100, maxValue: 200 });
  expect(priceRange([candle(100, 200, 90, 220), candle(100, 200, 10, 900)], true)).toEqual({
    minValue: 55,
    maxValue: 245,
  });
});

it('shows the candles where there are no limits yet, or narrower ones', () => {
  expect(priceRange([candle(100, 200, null, null)], true)).toEqual({ minValue: 100, maxValue: 200 });
  expect(priceRange([candle(100, 200, 120, 180)], true)).toEqual({ minValue: 100, maxValue: 200 });
  expect(priceRange([], true)).toBeNull();
});

it('shows the usual range, and no limits unless they are asked for', () => {
  const within = { ...candle(100, 200, 90, 220), usualLow: 95, usualHigh: 210 };
  expect(priceRange([within], false)).toEqual({ minValue: 95, maxValue: 210 });
});

it('leaves out a bad tick, which would squeeze all others into a line, but no spike that is real', () => {
  const spike = { ...candle(100, 2_000, null, null), kinds: ['PRICE_SPIKE'] } as DetectionRow;
  const badTick = { ...spike, isFeedFault: true };
  expect(priceRange([candle(100, 200, null, null), badTick], false)).toEqual({
    minValue: 100,
    maxValue: 200,
  });
  expect(priceRange([candle(100, 200, null, null), spike], false)).toEqual({
    minValue: 100,
    maxValue: 2_000,
  });
  expect(priceRange([badTick], false)).toEqual({ minValue: 100, maxValue: 2_000 });
});
