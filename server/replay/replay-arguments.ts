import { parseArgs } from 'node:util';
import {
  checkSymbol,
  EXCHANGES,
  FILE_OPTIONS,
  FileOptionError,
  fileOptions,
  INTERVALS,
  InvalidOhlcvError,
  InvalidTimeError,
  isExchangeName,
  isInterval,
  parseTime,
  type EpochMs,
  type ExchangeName,
  type FileOptions,
  type SeriesKey,
} from '@detective/data';

export const USAGE = `Usage: npm run replay -- [options]

  --csv FILE      candles to stream: a file, a folder or a glob; without it, the simulated market
  --exchange E    live candles instead, for ever: ${Object.keys(EXCHANGES).join(', ')}
  --exchange-url U  another address than the exchange's own
  --symbol S      the market             (the file's own, else BTC/USD)
  --interval I    ${Object.keys(INTERVALS).join(', ')}   (the file's own, else 1h)
  --from DATE     first candle, such as 2021-01-01 or "2021-01-01 06:00" (UTC); of an
                  exchange only while the series is empty, and without it 90 days back
  --to DATE       up to but not including this time
  --rate N|max    candles a second, or as fast as it goes   (10)
  --url U         the server's GraphQL endpoint   (http://127.0.0.1:4000/graphql)

What a file leaves open is settled by --time-is open|close, --volume-is base|quote, --zone Z and
--dates day-first|month-first (docs/files.md).

A server with an INGEST_TOKEN wants the same one in the environment of the replay.
`;

/** The command line can't be understood. */
export class ReplayUsageError extends Error {
  override name = 'ReplayUsageError';
}

export interface ReplayArguments {
  csv: string | undefined;
  /** Live candles; then there is neither a rate nor an end. */
  exchange: ExchangeName | undefined;
  exchangeUrl: string | undefined;
  /** As told, else BTC/USD at 1h. */
  key: SeriesKey;
  /** What was told of a file. */
  file: FileOptions;
  from: EpochMs | undefined;
  to: EpochMs | undefined;
  rate: number | 'max';
  url: string;
}

/** @throws {ReplayUsageError} saying what was expected */
export function parseReplayArguments(parameters: string[]): ReplayArguments {
  const { values } = parseOrThrow(parameters);
  const exchange = parseExchange(values.exchange);
  const exchangeUrl = values['exchange-url'];
  if (exchange) refuseBesideExchange(values);
  else if (exchangeUrl !== undefined)
    throw new ReplayUsageError('--exchange-url: expected --exchange with it');
  return {
    csv: values.csv,
    exchange,
    exchangeUrl: exchangeUrl && parseUrl('exchange-url', exchangeUrl).replace(/\/+$/, ''),
    key: parseKey(values.symbol ?? 'BTC/USD', values.interval ?? '1h'),
    file: parseFileOptions(values),
    from: parseDate('from', values.from),
    to: parseDate('to', values.to),
    rate: parseRate(values.rate ?? '10'),
    url: parseUrl('url', values.url),
  };
}

function parseExchange(text: string | undefined): ExchangeName | undefined {
  if (text === undefined || isExchangeName(text)) return text;
  throw new ReplayUsageError(
    `--exchange: expected one of ${Object.keys(EXCHANGES).join(', ')}, received "${text}"`,
  );
}

function refuseBesideExchange(values: { csv?: string; rate?: string; to?: string }): void {
  for (const name of ['csv', 'rate', 'to'] as const) {
    if (values[name] === undefined) continue;
    throw new ReplayUsageError(
      `--${name}: expected either it or --exchange, whose candles come when they close, received both`,
    );
  }
}

function parseOrThrow(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        csv: { type: 'string' },
        ...FILE_OPTIONS,
        from: { type: 'string' },
        to: { type: 'string' },
        rate: { type: 'string' },
        exchange: { type: 'string' },
        'exchange-url': { type: 'string' },
        url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
      },
    });
  } catch (error) {
    throw new ReplayUsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseKey(symbol: string, interval: string): SeriesKey {
  try {
    checkSymbol(symbol);
  } catch (error) {
    if (error instanceof InvalidOhlcvError) throw new ReplayUsageError(`--symbol: ${error.message}`);
    throw error;
  }
  if (isInterval(interval)) return { exchange: '', symbol, interval };
  throw new ReplayUsageError(
    `--interval: expected one of ${Object.keys(INTERVALS).join(', ')}, received "${interval}"`,
  );
}

function parseFileOptions(values: Parameters<typeof fileOptions>[0]): FileOptions {
  try {
    return fileOptions(values);
  } catch (error) {
    if (error instanceof FileOptionError) throw new ReplayUsageError(error.message);
    throw error;
  }
}

function parseDate(name: string, text: string | undefined): EpochMs | undefined {
  if (text === undefined) return undefined;
  try {
    return parseTime(text);
  } catch (error) {
    if (error instanceof InvalidTimeError) throw new ReplayUsageError(`--${name}: ${error.message}`);
    throw error;
  }
}

function parseRate(text: string): number | 'max' {
  if (text === 'max') return text;
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0 && rate <= 1_000) return rate;
  throw new ReplayUsageError(
    `--rate: expected candles a second above 0 and up to 1000, or max, received "${text}"`,
  );
}

function parseUrl(name: string, text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new ReplayUsageError(
    `--${name}: expected an address such as http://127.0.0.1:4000/graphql, received "${text}"`,
  );
}
