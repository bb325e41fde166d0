import { expect, it } from 'vitest';
import type { RareMark } from './rare-mark.ts';
import { soundPrices } from './sound-prices.ts';

const candle = (openTime: number, low: number, high: number) => ({ openTime, low, high });
const mark = (openTime: number, part: Partial<RareMark> = {}): RareMark => ({
  ...{ openTime, returnPeriodHours: null, kind: 'PRICE_SPIKE', isAnomaly: true, verdict: null },
  ...part,
});
const CANDLES = [candle(0, 100, 120), candle(10, 110, 12_000), candle(20, 90, 130)];

it('leaves out the candle in which a bad tick lies, which would squeeze all others into a line', () => {
  expect(soundPrices(CANDLES, [mark(14)])).toEqual({ minValue: 90, maxValue: 130 });
  expect(soundPrices(CANDLES, [mark(10, { kind: 'PRICE_CRASH' })])).toEqual({ minValue: 90, maxValue: 130 });
});

it('leaves out no move of the market, and no candle after a gap', () => {
  const whole = { minValue: 90, maxValue: 12_000 };
  expect(soundPrices(CANDLES, [mark(14, { returnPeriodHours: 90_000 })])).toEqual(whole);
  expect(soundPrices(CANDLES, [mark(14, { kind: 'FEED_GAP' })])).toEqual(whole);
  expect(soundPrices(CANDLES, [mark(-1)])).toEqual(whole);
});

it('leaves out no candle for a bad tick after all of them, or in a gap', () => {
  const later = [...CANDLES, candle(50, 80, 100)];
  expect(soundPrices(later, [mark(60), mark(14)])).toEqual({ minValue: 80, maxValue: 130 });
  expect(soundPrices(later, [mark(30), mark(14)])).toEqual({ minValue: 80, maxValue: 130 });
  expect(soundPrices(later, [mark(29), mark(14)])).toEqual({ minValue: 80, maxValue: 120 });
});

it('shows what there is where each candle has a bad tick, and nothing without any', () => {
  expect(soundPrices(CANDLES, [mark(1), mark(11), mark(21)])).toEqual({ minValue: 90, maxValue: 12_000 });
  expect(soundPrices([], [mark(1)])).toBeNull();
});
