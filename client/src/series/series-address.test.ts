import { expect, it } from 'vitest';
import { addressOnTo, linkTo, seriesOfName } from './series-address.ts';

it('links to a series by its symbol, its interval and its exchange, if it has one', () => {
  expect(linkTo({ exchange: '', symbol: 'ETH/EUR', interval: '15m' })).toBe('#series=ETH/EUR@15m');
  expect(linkTo({ exchange: 'kraken', symbol: 'ETH/EUR', interval: '1w' })).toBe('#series=ETH/EUR@1w@kraken');
});

it('goes on to another series with the filters and the time in view', () => {
  const key = { exchange: '', symbol: 'ETH/EUR', interval: '4h' };
  const hash =
    '#series=BTC/USD@1h&at=2021-05-19T12:00Z&from=2021-05-01T00:00Z&to=2021-06-01T00:00Z&sort=rarest';
  expect(addressOnTo(key, null, hash)).toBe('#series=ETH/EUR@4h&sort=rarest');
  const range = { from: Date.UTC(2021, 4, 3), to: Date.UTC(2021, 4, 9) };
  expect(addressOnTo(key, range, hash)).toBe(
    '#series=ETH/EUR@4h&from=2021-05-03T00:00Z&to=2021-05-09T00:00Z&sort=rarest',
  );
});

it('finds the series that a link means, and none in anything else', () => {
  expect(seriesOfName('ETH/EUR@15m')).toEqual({ exchange: '', symbol: 'ETH/EUR', interval: '15m' });
  const perpetual = { exchange: 'okx', symbol: 'BTC/USDT:USDT', interval: '1h' };
  expect(seriesOfName('BTC/USDT:USDT@1h@okx')).toEqual(perpetual);
  expect([null, '', 'ETH/EUR', '@1h', 'ETH/EUR@', 'ETH/EUR@soon', 'ETH/EUR@1h@'].map(seriesOfName)).toEqual(
    Array(7).fill(null),
  );
});
