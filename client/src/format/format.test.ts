import { describe, expect, it } from 'vitest';
import { currencies, price, signedPercent } from './numbers.ts';
import { rarity } from './rarity.ts';
import { momentOf } from './times.ts';

describe('what the page says', () => {
  it('writes prices as precisely as they matter', () => {
    expect([42_900.4, 999.5, 1, 0.000_123_45].map(price)).toEqual(['42,900', '999.50', '1.00', '0.0001235']);
  });

  it('writes changes with a sign', () => {
    expect([0.012, -0.1834, 0].map(signedPercent)).toEqual(['+1.20 %', '−18.34 %', '+0.00 %']);
  });

  it('says how rare a candle is', () => {
    expect([0.5, 30, 216, 2_300, 4_000, 50_000, 1e9].map(rarity)).toEqual([
      'every hour',
      'once in 30 hours',
      'once in 9 days',
      'once in 96 days',
      'once in 5 months',
      'once in 6 years',
      'never seen before',
    ]);
  });

  it('gives times in UTC wherever the reader sits', () => {
    expect(momentOf(Date.UTC(2021, 4, 19, 12))).toBe('Wed 19 May 2021 12:00');
  });

  it('takes the two currencies from the symbol', () => {
    expect(currencies('BTC/USD')).toEqual({ base: 'BTC', quote: 'USD' });
  });
});

it.each([
  ['BTC/USD', 'BTC', 'USD'],
  ['BTC-EUR', 'BTC', 'EUR'],
  ['BTC/USDT:USDT', 'BTC', 'USDT'],
  ['BTCUSDT', 'BTC', 'USDT'],
  ['ETHBTC', 'ETH', 'BTC'],
  ['BTC', 'BTC', ''],
])('%s trades %s for %s', (symbol, base, quote) => {
  expect(currencies(symbol)).toEqual({ base, quote });
});
