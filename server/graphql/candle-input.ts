import {
  checkExchange,
  checkSymbol,
  INTERVALS,
  InvalidOhlcvError,
  isInterval,
  validateOhlcv,
  type Interval,
  type SeriesKey,
} from '@detective/data';
import type { CandleInput } from '@detective/schema';
import type { IncomingCandle } from '../ingest/incoming-candle.ts';

/** The series that operations are about unless they say otherwise. */
export const DEFAULT_SERIES = { exchange: '', symbol: 'BTC/USD', interval: '1h' } as const;

/** A series as an operation names it; what is left out or null is that of `DEFAULT_SERIES`. */
export interface NamedSeries {
  exchange?: string | null | undefined;
  symbol?: string | null | undefined;
  interval?: string | null | undefined;
}

/** @throws {InvalidOhlcvError} unless each part could belong to a series */
export function parseSeriesKey({ exchange, symbol, interval }: NamedSeries): SeriesKey {
  return {
    exchange: parseExchange(exchange ?? DEFAULT_SERIES.exchange),
    symbol: parseSymbol(symbol ?? DEFAULT_SERIES.symbol),
    interval: parseInterval(interval ?? DEFAULT_SERIES.interval),
  };
}

/** @throws {InvalidOhlcvError} unless the text could be the id of an exchange, or is empty */
export function parseExchange(exchange: string): string {
  checkExchange(exchange);
  return exchange;
}

/** @throws {InvalidOhlcvError} unless the text could be a symbol */
export function parseSymbol(symbol: string): string {
  checkSymbol(symbol);
  return symbol;
}

/**
 * @throws {InvalidOhlcvError} unless the text names an interval that a series can have
 * @example parseInterval('1h')
 */
export function parseInterval(interval: string): Interval {
  if (isInterval(interval)) return interval;
  const received = JSON.stringify(interval.slice(0, 40));
  throw new InvalidOhlcvError('interval', `one of ${Object.keys(INTERVALS).join(', ')}`, received);
}

/**
 * A candle as a client sent it, checked.
 *
 * @throws {InvalidOhlcvError} for values that can't be
 */
export function parseCandle(input: CandleInput): IncomingCandle {
  const key = parseSeriesKey(input);
  const { exchange, symbol, interval } = key;
  const { open, high, low, close, volume } = input;
  checkVolumeGiven(volume, key);
  const candle: IncomingCandle = {
    exchange,
    symbol,
    interval,
    openTime: input.openTime.getTime(),
    open,
    high,
    low,
    close,
    volume,
  };
  validateOhlcv(candle, key.interval);
  return candle;
}

/**
 * Who follows an exchange may have to say that a volume is not known; who names none always has one, and forgot it. So
 * has everybody who leaves the field out.
 */
function checkVolumeGiven(
  volume: number | null | undefined,
  { exchange }: SeriesKey,
): asserts volume is number | null {
  if (volume === undefined || (volume === null && exchange === '')) {
    const expected = exchange === '' ? 'a number' : 'a number, or null where it is not known';
    throw new InvalidOhlcvError('volume', expected, volume === null ? 'null' : 'missing');
  }
}
