import { expect, it } from 'vitest';
import { parseReplayArguments, ReplayUsageError } from './replay-arguments.ts';

it('a replay has defaults for everything', () => {
  expect(parseReplayArguments([])).toEqual({
    csv: undefined,
    exchange: undefined,
    exchangeUrl: undefined,
    key: { exchange: '', symbol: 'BTC/USD', interval: '1h' },
    file: {},
    from: undefined,
    to: undefined,
    rate: 10,
    url: 'http://127.0.0.1:4000/graphql',
  });
});

it('takes dates as UTC', () => {
  const { from, to } = parseReplayArguments(['--from', '2021-01-01', '--to', '2021-01-01T06:00']);
  expect([from, to]).toEqual([Date.UTC(2021, 0, 1), Date.UTC(2021, 0, 1, 6)]);
  expect(parseReplayArguments(['--from', '2021-01-01 06:00']).from).toBe(Date.UTC(2021, 0, 1, 6));
});

it('takes an exchange, and another address for it', () => {
  const parameters = [
    '--exchange',
    'bitstamp',
    '--exchange-url',
    'http://127.0.0.1:9/',
    '--from',
    '2024-01-01',
  ];
  expect(parseReplayArguments(parameters)).toMatchObject({
    exchange: 'bitstamp',
    exchangeUrl: 'http://127.0.0.1:9',
    from: Date.UTC(2024, 0, 1),
  });
});

it.each([
  [['--exchange', 'kraken'], /--exchange: expected one of bitstamp, received "kraken"/],
  [['--exchange', 'bitstamp', '--csv', 'a.csv'], /--csv: expected either it or --exchange/],
  [['--exchange', 'bitstamp', '--rate', 'max'], /--rate: expected either it or --exchange/],
  [['--exchange', 'bitstamp', '--to', '2024-01-01'], /--to: expected either it or --exchange/],
  [['--exchange', 'bitstamp', '--exchange-url', 'mirror'], /--exchange-url: expected an address/],
  [['--exchange-url', 'http://127.0.0.1:9'], /--exchange-url: expected --exchange with it/],
  [['--rate', 'fast'], /--rate: expected .* received "fast"/],
  [['--rate', '0'], /--rate/],
  [['--from', 'monday'], /--from: expected a UTC date .* received "monday"/],
  [['--from', '2021-02-30'], /--from: expected a UTC date .* received "2021-02-30"/],
  [['--interval', '7m'], /--interval: expected one of 1m, .* received "7m"/],
  [['--symbol', 'BTC USD'], /--symbol/],
  [['--url', 'localhost:4000'], /--url: expected an address/],
  [['--speed', '3'], /--speed/],
])('refuses %j with what was expected', (parameters, message) => {
  expect(() => parseReplayArguments(parameters)).toThrow(ReplayUsageError);
  expect(() => parseReplayArguments(parameters)).toThrow(message);
});
