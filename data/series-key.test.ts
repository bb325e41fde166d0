import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTERVALS, type Interval } from './ohlcv.ts';
import { parseSeriesName, seriesName } from './series-key.ts';

const SYMBOLS = fc.stringMatching(/^[A-Za-z0-9._\-/:]{1,32}$/);
const KEYS = fc.record({
  symbol: SYMBOLS,
  interval: fc.constantFrom(...(Object.keys(INTERVALS) as Interval[])),
});

describe('the name of a series', () => {
  it('says symbol and interval', () => {
    expect(seriesName({ symbol: 'BTC/USDT:USDT', interval: '5m' })).toBe('BTC/USDT:USDT 5m');
  });

  it('is read back as the same series', () => {
    fc.assert(
      fc.property(KEYS, (key) => {
        expect(parseSeriesName(seriesName(key))).toEqual({ ...key });
      }),
    );
  });

  it.each([
    '',
    'BTC/USD',
    'BTC/USD 2h',
    'BTC/USD  1h',
    ' 1h',
    'BTC/USD 1h ',
    'BTC/USD 1h 1h',
    'BTC/USD constructor',
  ])('is not %j', (name) => {
    expect(parseSeriesName(name)).toBeUndefined();
  });
});
