import { expect, it } from 'vitest';
import { linkTo, seriesOfName } from './series-address.ts';

it('links to a series by its symbol, its interval and its exchange, if it has one', () => {
  expect(linkTo({ exchange: '', symbol: 'ETH/EUR', interval: '15m' })).toBe('#series=ETH/EUR@15m');
  expect(linkTo({ exchange: 'kraken', symbol: 'ETH/EUR', interval: '1w' })).toBe('#series=ETH/EUR@1w@kraken');
});

it('finds the series that a link means, and none in anything else', () => {
  expect(seriesOfName('ETH/EUR@15m')).toEqual({ exchange: '', symbol: 'ETH/EUR', interval: '15m' });
  const perpetual = { exchange: 'okx', symbol: 'BTC/USDT:USDT', interval: '1h' };
  expect(seriesOfName('BTC/USDT:USDT@1h@okx')).toEqual(perpetual);
  expect([null, '', 'ETH/EUR', '@1h', 'ETH/EUR@', 'ETH/EUR@soon', 'ETH/EUR@1h@'].map(seriesOfName)).toEqual(
    Array(7).fill(null),
  );
});
