import { expect, it } from 'vitest';
import { ExchangeHostsError, parseExchangeHosts, redirected } from './exchange-hosts.ts';

it('EXCHANGE_HOSTS names a host for each exchange', () => {
  const hosts = parseExchangeHosts(' kraken=http://127.0.0.1:9001  okx=https://proxy.example ');
  expect([...hosts].map(([exchange, host]) => [exchange, host.origin])).toEqual([
    ['kraken', 'http://127.0.0.1:9001'],
    ['okx', 'https://proxy.example'],
  ]);
  expect(parseExchangeHosts('').size).toBe(0);
});

it.each([
  'kraken',
  'kraken=',
  'kraken=127.0.0.1:9001',
  'kraken=ftp://127.0.0.1',
  'kraken=http://127.0.0.1/path',
  'Kraken=http://127.0.0.1',
  'kraken=http://127.0.0.1 kraken=http://127.0.0.2',
])('%j is refused', (text) => {
  expect(() => parseExchangeHosts(text)).toThrow(ExchangeHostsError);
});

it('a request goes to the host with its path and query unchanged', () => {
  const address = 'https://api.kraken.com/0/public/OHLC?pair=XXBTZUSD&since=1%2B2';
  expect(redirected(address, new URL('http://127.0.0.1:9001')).href).toBe(
    'http://127.0.0.1:9001/0/public/OHLC?pair=XXBTZUSD&since=1%2B2',
  );
  expect(redirected(address, undefined).href).toBe(address);
});
