import { expect, it } from 'vitest';
import { linkTo, seriesOfName } from './series-address.ts';

it('links to a series by its symbol and its interval', () => {
  expect(linkTo({ symbol: 'ETH/EUR', interval: '15m' })).toBe('#series=ETH/EUR@15m');
});

it('finds the series that a link means, and none in anything else', () => {
  expect(seriesOfName('ETH/EUR@15m')).toEqual({ symbol: 'ETH/EUR', interval: '15m' });
  expect([null, '', 'ETH/EUR', '@1h', 'ETH/EUR@', 'ETH/EUR@soon'].map(seriesOfName)).toEqual(
    Array(6).fill(null),
  );
});
