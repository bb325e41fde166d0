import { expect, it } from 'vitest';
import { isSpelling, seriesNamed } from './nearest-series.ts';

it('reads the names of series in errors of the server', () => {
  expect(seriesNamed('BTC/USD 1h')).toEqual({ exchange: '', symbol: 'BTC/USD', interval: '1h' });
  expect(seriesNamed('kraken BTC/USDT:USDT 5m')).toEqual({
    exchange: 'kraken',
    symbol: 'BTC/USDT:USDT',
    interval: '5m',
  });
  expect(['BTC/USD', '', 7, null].map(seriesNamed)).toEqual([null, null, null, null]);
});

it('tells another spelling from another market, exchange or interval', () => {
  const stored = { exchange: 'kraken', symbol: 'BTC/USD', interval: '1h' };
  expect(isSpelling({ ...stored, symbol: 'btc-usd' }, stored)).toBe(true);
  expect(isSpelling({ ...stored, symbol: 'btcusd' }, stored)).toBe(true);
  expect(isSpelling({ ...stored, symbol: 'btc-eur' }, stored)).toBe(false);
  expect(isSpelling({ ...stored, symbol: 'BT/CUSD' }, stored)).toBe(false);
  expect(isSpelling({ ...stored, exchange: '' }, stored)).toBe(false);
  expect(isSpelling({ ...stored, interval: '1d' }, stored)).toBe(false);
});
