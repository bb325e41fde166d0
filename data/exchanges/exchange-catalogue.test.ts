import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { listExchanges } from './exchange-catalogue.ts';
import { ExchangeConnection } from './exchange-connection.ts';
import { UnknownExchangeError } from './exchange-errors.ts';

it('every exchange whose candles ccxt can ask for is offered, at the intervals that are what they are called', async () => {
  const entries = new Map((await listExchanges()).map((entry) => [entry.id, entry]));
  expect(entries.size).toBeGreaterThan(80);
  expect(entries.get('kraken')).toMatchObject({
    name: 'Kraken',
    intervals: expect.arrayContaining(['1m', '1h', '1w']),
  });
  expect(entries.get('bitstamp')?.intervals).not.toContain('1w');
  expect(entries.get('htx')?.intervals).not.toContain('1d');
});

const MINUTES = '1m 3m 5m 15m 30m';
const FEW_MINUTES = '1m 5m 15m 30m';

/** What was checked of each; ccxt's own lists have more, under names that lie or were never tried. */
it.each([
  ['binance', `${MINUTES} 1h 2h 4h 6h 8h 12h 1d 3d 1w`],
  ['bitstamp', `${MINUTES} 1h 2h 4h 6h 12h 1d`],
  ['coinbase', `${FEW_MINUTES} 1h 2h 6h 1d`],
  ['kraken', `${FEW_MINUTES} 1h 4h 1d 1w`],
  ['okx', `${MINUTES} 1h 2h 4h 6h 12h 1d 1w`],
  ['kucoin', `${MINUTES} 1h 2h 4h 6h 8h 12h 1d 1w`],
  ['gate', `${FEW_MINUTES} 1h 2h 4h 8h 1d 1w`],
  ['bybit', `${MINUTES} 1h 2h 4h 6h 12h 1d 1w`],
  ['bitfinex', `${FEW_MINUTES} 1h 4h 6h 12h 1d 1w`],
  ['deribit', `${MINUTES} 1h 2h 6h 12h 1d`],
  ['hyperliquid', `${MINUTES} 1h 2h 4h 8h 12h 1d 3d 1w`],
  ['upbit', `${MINUTES} 1h 4h 1d 1w`],
  ['htx', `${FEW_MINUTES} 1h 4h`],
  ['mexc', `${FEW_MINUTES} 1h 4h 1d`],
])('%s can be followed at %s', async (id, intervals) => {
  const entry = (await listExchanges()).find((one) => one.id === id);
  expect(entry?.intervals.join(' ')).toBe(intervals);
});

it.each(['', 'nowhere', 'constructor', '__proto__', 'Exchange', 'version', 'kraken '])(
  '%j is no exchange',
  async (exchange) => {
    await expect(ExchangeConnection.open({ exchange })).rejects.toThrow(UnknownExchangeError);
  },
);

it('ccxt is not loaded by an import of this folder alone', () => {
  const path = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  // Its classes take tens of megabytes, which must come with the first call, not before.
  const script = `
    const heapUsed = () => {
      gc();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const { listExchanges } = await import(${path('./index.ts')});
    await import(${path('../index.ts')});
    const before = heapUsed();
    await listExchanges();
    console.log(before, heapUsed());`;
  const parameters = ['--expose-gc', '--import', 'tsx', '--input-type=module', '--eval', script];
  const [before = NaN, after = NaN] = execFileSync(process.execPath, parameters, { encoding: 'utf8' })
    .split(' ')
    .map(Number);
  expect(after - before).toBeGreaterThan(20);
}, 120_000);
