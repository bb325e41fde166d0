import { expect, it } from 'vitest';
import { isSameMarket } from './market-name.ts';

it.each([
  ['BTC/USD', 'BTC/USD'],
  ['BTC/USD', 'btc/usd'],
  ['BTC/USD', 'BTC-USD'],
  ['BTC/USD', 'btc_usd'],
  ['BTC/USD', 'BTCUSD'],
  ['BRK.B', 'BRK-B'],
])('%s and %s are one market', (one, other) => {
  expect(isSameMarket(one, other)).toBe(true);
  expect(isSameMarket(other, one)).toBe(true);
});

it.each([
  ['BTC/USD', 'BTC/USDT'],
  ['BTC/USDT', 'BTC/USDT:USDT'],
  ['A/BUSD', 'AB/USD'],
  ['BTC/USD', 'USD/BTC'],
])('%s and %s are two', (one, other) => {
  expect(isSameMarket(one, other)).toBe(false);
  expect(isSameMarket(other, one)).toBe(false);
});
