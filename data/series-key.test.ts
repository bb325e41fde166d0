import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTERVALS, type Interval } from './ohlcv.ts';
import { parseSeriesName, seriesName } from './series-key.ts';

const SYMBOLS = fc.stringMatching(/^[A-Za-z0-9._\-/:]{1,32}$/);
const KEYS = fc.record({
  exchange: fc.stringMatching(/^([a-z0-9][a-z0-9._-]{0,31})?$/),
  symbol: SYMBOLS,
  interval: fc.constantFrom(...(Object.keys(INTERVALS) as Interval[])),
});

describe('the name of a series', () => {
  it('says exchange, symbol and interval', () => {
    const key = { exchange: 'kraken', symbol: 'BTC/USD', interval: '5m' };
    expect(seriesName(key)).toBe('kraken BTC/USD 5m');
  });

  it('is symbol and interval where nobody named the exchange', () => {
    expect(seriesName({ exchange: '', symbol: 'BTC/USDT:USDT', interval: '5m' })).toBe('BTC/USDT:USDT 5m');
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
    'BTC/USD 7m',
    'BTC/USD  1h',
    ' 1h',
    'BTC/USD 1h ',
    'BTC/USD 1h 1h',
    'Kraken BTC/USD 1h',
    ' BTC/USD 1h',
    'kraken BTC/USD 1h 1h',
    'BTC/USD constructor',
  ])('is not %j', (name) => {
    expect(parseSeriesName(name)).toBeUndefined();
  });
});
