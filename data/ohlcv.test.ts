import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  firstDifference,
  isSameOhlcv,
  toMilliseconds,
  toSeconds,
  type EpochMs,
  type EpochSeconds,
  type Price,
  type Volume,
} from './ohlcv.ts';

const CANDLE = { openTime: 0, open: 2, high: 3, low: 1, close: 2, volume: 5 };

describe('two candles of the same time', () => {
  it('are the same when every value is, whatever else they carry', () => {
    const later = { ...CANDLE, openTime: 1 };
    expect(isSameOhlcv(CANDLE, later)).toBe(true);
  });

  it.each(['open', 'high', 'low', 'close', 'volume'] as const)('differ in %s', (value) => {
    const other = { ...CANDLE, [value]: 2.5 };
    expect(isSameOhlcv(CANDLE, other)).toBe(false);
    expect(firstDifference(CANDLE, other)).toBe(value);
  });
});

describe('numbers of different units', () => {
  it('do not stand for each other in the type check', () => {
    expectTypeOf<EpochSeconds>().not.toExtend<EpochMs>();
    expectTypeOf<EpochMs>().not.toExtend<EpochSeconds>();
    expectTypeOf<Volume>().not.toExtend<Price>();
    expectTypeOf<number>().toExtend<EpochMs>();
  });

  it('become each other', () => {
    const time: EpochMs = Date.UTC(2021, 0, 1);
    expect(toSeconds(time)).toBe(1_609_459_200);
    expect(toMilliseconds(toSeconds(time))).toBe(time);
  });
});
