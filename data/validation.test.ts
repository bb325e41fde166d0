import { describe, expect, it } from 'vitest';
import type { Ohlcv } from './ohlcv.ts';
import { checkSymbol, InvalidOhlcvError, validateOhlcv } from './validation.ts';

const GOOD: Ohlcv = {
  openTime: Date.UTC(2021, 4, 19, 12),
  open: 37_000,
  high: 38_000,
  low: 30_000,
  close: 34_000,
  volume: 12.5,
};

const refusal = (change: Partial<Ohlcv>, now?: number) => {
  try {
    validateOhlcv({ ...GOOD, ...change }, '1h', now === undefined ? {} : { now });
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a candle', () => {
  it('is accepted when it is possible, also without any trade', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ open: 1, high: 1, low: 1, close: 1, volume: 0 })).toBeUndefined();
  });

  it.each([
    ['open', Number.NaN],
    ['high', Infinity],
    ['high', 1e308],
    ['low', 0],
    ['low', -1],
    ['close', -Infinity],
    ['volume', -0.1],
    ['volume', 1e22],
    ['volume', Number.NaN],
  ] as const)('is refused when %s is %d', (field, value) => {
    expect(refusal({ [field]: value })).toMatchObject({
      name: 'InvalidOhlcvError',
      field,
      received: String(value),
    });
  });

  it.each(['3d', '1w'] as const)('of %s may begin on any day, at midnight UTC', (interval) => {
    for (const day of [19, 20, 21]) {
      validateOhlcv({ ...GOOD, openTime: Date.UTC(2021, 4, day) }, interval);
    }
    expect(() => validateOhlcv(GOOD, interval)).toThrow('openTime should be midnight UTC');
  });

  it('is refused when its body sticks out of its range', () => {
    expect(refusal({ high: 36_000 })).toMatchObject({ field: 'high' });
    expect(refusal({ low: 35_000 })).toMatchObject({ field: 'low' });
  });

  it('is accepted with a volume of quadrillions', () => {
    expect(refusal({ open: 2e-9, high: 2.1e-9, low: 1.9e-9, close: 2e-9, volume: 3e15 })).toBeUndefined();
    expect(refusal({ volume: 1e21 })).toBeUndefined();
    expect(refusal({ volume: null })).toBeUndefined();
  });

  it.each([1e-9, 0.3, 1, 64_000, 1e12 / 2])(
    'may stick out of its range at a price of %d by what rounding leaves, and no further',
    (price) => {
      const flat = { open: price, high: price, low: price, close: price };
      for (const field of ['open', 'close']) {
        expect(refusal({ ...flat, [field]: price * (1 + 5e-13) })).toBeUndefined();
        expect(refusal({ ...flat, [field]: price * (1 - 5e-13) })).toBeUndefined();
        expect(refusal({ ...flat, [field]: price * (1 + 2e-12) })).toMatchObject({ field: 'high' });
        expect(refusal({ ...flat, [field]: price * (1 - 2e-12) })).toMatchObject({ field: 'low' });
      }
      expect(refusal({ open: 0.1 + 0.2, high: 0.3, low: 0.2, close: 0.25 })).toBeUndefined();
    },
  );

  it('says in words what was expected and what came', () => {
    expect(refusal({ high: 36_000 })).toHaveProperty(
      'message',
      'high should be at least open 37000 and close 34000, but is 36000',
    );
  });

  it('is refused off the grid of its interval, before 2009 and after now', () => {
    expect(refusal({ openTime: GOOD.openTime + 1 })).toMatchObject({ field: 'openTime' });
    expect(refusal({ openTime: Date.UTC(1970, 0, 1) })).toMatchObject({ expected: 'on or after 2009-01-03' });
    expect(refusal({ openTime: Number.NaN })).toMatchObject({ field: 'openTime' });
    expect(refusal({ openTime: 1e300 })).toMatchObject({ field: 'openTime' });
    expect(refusal({}, GOOD.openTime)).toBeUndefined();
    expect(refusal({}, GOOD.openTime - 1)).toMatchObject({ field: 'openTime' });
  });

  it('may open at any full quarter of an hour when that is its interval', () => {
    const candle = { ...GOOD, openTime: GOOD.openTime + 15 * 60_000 };
    expect(() => validateOhlcv(candle, '15m')).not.toThrow();
    expect(() => validateOhlcv(candle, '1h')).toThrow(InvalidOhlcvError);
  });
});

describe('a symbol', () => {
  it.each(['BTC/USD', 'btc-usd', 'BINANCE:BTCUSDT', 'x', 'A'.repeat(32)])('can be %s', (symbol) => {
    expect(() => checkSymbol(symbol)).not.toThrow();
  });

  it.each(['', 'A'.repeat(33), 'BTC USD', "BTC'; DROP TABLE candle", 'BTC\u0000', 'BTC\n', '₿'])(
    'cannot be %j',
    (symbol) => {
      expect(() => checkSymbol(symbol)).toThrow(InvalidOhlcvError);
    },
  );

  it('is cut short in the message', () => {
    expect(() => checkSymbol('A'.repeat(10_000))).toThrow(/^.{1,200}$/);
  });
});
