import { describe, expect, it } from 'vitest';
import { marketName, marketOfName, parseMarket } from './market.ts';

const nameOf = (text: string) => {
  const market = parseMarket(text);
  return market && marketName(market);
};

describe('a market', () => {
  it.each([
    ['XBTZAR', 'BTC/ZAR'],
    ['btcidr', 'BTC/IDR'],
    ['BTC-PLN', 'BTC/PLN'],
    ['BTCPYUSD', 'BTC/PYUSD'],
    ['NEWCOIN/INR', 'NEWCOIN/INR'],
  ])('may be priced in a rarer currency: %s', (text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  it('of an unknown coin is not cut where its name ends as a rarer currency does', () => {
    expect(nameOf('PHNOK')).toBe('PHNOK');
  });

  it.each([
    ['coinbase-btc-usd-spot', 'BTC/USD'],
    ['binance-eth-usdt-spot', 'ETH/USDT'],
    ['BITSTAMP_SPOT_BTC_USD', 'BTC/USD'],
    ['BITMEX_PERP_BTC_USD', 'BTC-USD-PERP'],
    ['KRAKEN:BTCUSD', 'BTC/USD'],
  ])('may stand behind the name of its exchange: %s', (text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  it.each(['candles', 'ohlcv', 'Klines', 'trades'])('is not what a table is called: %s', (text) => {
    expect(nameOf(text)).toBeUndefined();
  });

  it.each([
    ['luno-BTCZAR-1h.csv', 'BTC/ZAR'],
    ['BTC_IDR.csv', 'BTC/IDR'],
  ])('is found in the name of a file: %s', (path, name) => {
    const market = marketOfName(path);
    expect(market && marketName(market)).toBe(name);
  });
});
