import { expect, it } from 'vitest';
import { searchSeries } from './search-series.ts';

const key = (exchange: string, symbol: string, interval: string) => ({ exchange, symbol, interval });
const ALL = [
  key('', 'BTC/USD', '1h'),
  key('okx', 'ETH/BTC', '1h'),
  key('kraken', 'BTC/USD', '1h'),
  key('kraken', 'BTC/USD', '1m'),
  key('kraken', 'ETH/USD', '1h'),
  key('okx', 'BTC/USDT:USDT', '1d'),
];
const found = (search: string) => searchSeries(ALL, search).map((one) => Object.values(one).join(' ').trim());

it('finds series by market, exchange and interval, in any order and spelling', () => {
  expect(found('kraken btc-usd 1m')).toEqual(['kraken BTC/USD 1m']);
  expect(found('1h KRAKEN')).toEqual(['kraken BTC/USD 1h', 'kraken ETH/USD 1h']);
  expect(found('btcusd 1h')).toEqual(['BTC/USD 1h', 'kraken BTC/USD 1h']);
  expect(found('usdt:usdt')).toEqual(['okx BTC/USDT:USDT 1d']);
  expect(found('doge')).toEqual([]);
});

it('has markets of the coin before markets against it', () => {
  expect(found('btc 1h').at(-1)).toBe('okx ETH/BTC 1h');
});

it('finds all without a word', () => {
  expect(found(' ')).toHaveLength(ALL.length);
});
