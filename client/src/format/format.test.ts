import { describe, expect, it } from 'vitest';
import { axisLabels, currencies, price, signedPercent, volume, volumeLabels } from './numbers.ts';
import { rarity, rarityShort } from './rarity.ts';
import { momentOf } from './times.ts';

describe('what the page says', () => {
  it('writes prices as precisely as they matter', () => {
    expect([42_900.4, 999.5, 1, 0.000_123_45].map(price)).toEqual([
      '42,900',
      '999.50',
      '1.0000',
      '0.00012345',
    ]);
  });

  it('tells open, high, low and close apart, however small a price is', () => {
    expect([1.0812, 1.0839, 1.0806, 1.0833].map(price)).toEqual(['1.0812', '1.0839', '1.0806', '1.0833']);
    expect([2e-9, 1.23e-5, 9e10].map(price)).toEqual(['2.0000e-9', '0.000012300', '90B']);
  });

  it('gives no two lines of an axis one label, and none to what cannot be', () => {
    expect(axisLabels([30_000, 29_500, 29_000])).toEqual(['30,000', '29,500', '29,000']);
    expect(axisLabels([1.0825, 1.08, 1.0775])).toEqual(['1.0825', '1.0800', '1.0775']);
    expect(axisLabels([4e-9, 2e-9, 0, -2e-9])).toEqual(['4e-9', '2e-9', '0', '']);
    expect(axisLabels([2.15e-9, 2.1e-9, 2.05e-9])).toEqual(['2.15e-9', '2.1e-9', '2.05e-9']);
    expect(axisLabels([1e11, 9.8e10, 9.75e10])).toEqual(['100B', '98B', '97.5B']);
    expect(axisLabels([2])).toEqual(['2']);
    expect(axisLabels([0.00025])).toEqual(['0.00025']);
    expect(axisLabels([100_000.2, 100_000.1])).toEqual(['100,000.2', '100,000.1']);
  });

  it('writes volumes short where that is enough', () => {
    expect([1_234.5, 0.000_412, 3e15].map(volume)).toEqual(['1.23K', '0.000412', '3.00e+15']);
    expect(volumeLabels([2_000, 1_000, 0])).toEqual(['2K', '1K', '0']);
    expect(volumeLabels([100_200, 100_100])).toEqual(['100,200', '100,100']);
  });

  it('writes changes with a sign', () => {
    expect([0.012, -0.1834, 0].map(signedPercent)).toEqual(['+1.20 %', '−18.34 %', '+0.00 %']);
  });

  it('says how rare a candle is', () => {
    expect([0.5, 30, 216, 2_300, 4_000, 50_000, 1e9].map(rarity)).toEqual([
      'about every hour',
      'about every 30 hours',
      'about every 9 days',
      'about every 96 days',
      'about every 5 months',
      'about every 6 years',
      'less than once in 1,000 years',
    ]);
    expect([216, 1e9].map(rarityShort)).toEqual(['9 days', '1,000+ years']);
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
