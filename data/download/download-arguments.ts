import { parseArgs } from 'node:util';
import { INTERVALS, isInterval, type EpochMs, type Interval } from '../ohlcv.ts';
import { InvalidTimeError, parseTime } from '../parse-time.ts';

export const USAGE = `npm run download -- --exchange kraken --symbol BTC/USD --from 2020-01-01 [options]

Writes the closed candles of a market into a CSV file that everything here reads. The same command again goes on where
the file ends.

  --exchange E      ccxt's id, such as kraken, bitstamp or binance
  --symbol S        ccxt's name of the market, such as BTC/USD, or BTC/USDT:USDT for a contract
  --interval I      ${Object.keys(INTERVALS).join(', ')}, as far as the exchange has it (default: 1h)
  --from DATE       the first candle opens on this day or at this time, UTC
  --to DATE         and the last one before this (default: all that are closed)
  --out FILE        default: such as kraken-BTC-USD-1h.csv, in this folder
EXCHANGE_HOSTS="kraken=http://127.0.0.1:9001" sends the requests elsewhere.`;

export class DownloadArgumentError extends Error {
  override name = 'DownloadArgumentError';
}

export interface DownloadArguments {
  exchange: string;
  symbol: string;
  interval: Interval;
  from: EpochMs;
  /** Not included. */
  to: EpochMs | undefined;
  out: string;
}

/** @throws {DownloadArgumentError} saying what was expected; undefined when help was asked for */
export function readDownloadArguments(parameters: string[]): DownloadArguments | undefined {
  const text = { type: 'string' } as const;
  const options = {
    ...{ exchange: text, symbol: text, interval: text, from: text, to: text, out: text },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parse(() => parseArgs({ args: parameters, options }));
  if (values.help) return undefined;
  const { exchange = '', symbol = '', interval = '1h' } = values;
  if (exchange === '' || symbol === '') refuse('--exchange and --symbol are needed');
  if (!isInterval(interval)) {
    refuse(`--interval: expected one of ${Object.keys(INTERVALS).join(', ')}, received "${interval}"`);
  }
  const from = readTime('--from', values.from ?? refuse('--from is needed'));
  const to = values.to === undefined ? undefined : readTime('--to', values.to);
  if (to !== undefined && to <= from) refuse('--to: expected a time behind --from');
  const out = values.out ?? `${[exchange, symbol, interval].map(fileName).join('-')}.csv`;
  return { exchange, symbol, interval, from, to, out };
}

/** Names come from outside: nothing of them may be a path. */
const fileName = (text: string) => text.replace(/[^A-Za-z0-9]+/g, '-');

function parse<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) refuse(error.message);
    throw error;
  }
}

function readTime(option: string, text: string): EpochMs {
  try {
    return parseTime(text);
  } catch (error) {
    if (error instanceof InvalidTimeError) refuse(`${option}: ${error.message}`);
    throw error;
  }
}

function refuse(message: string): never {
  throw new DownloadArgumentError(message);
}
