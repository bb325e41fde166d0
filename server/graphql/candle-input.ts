import {
  checkSymbol,
  INTERVALS,
  InvalidOhlcvError,
  isInterval,
  validateOhlcv,
  type Interval,
  type SeriesKey,
} from '@detective/data';
import type { CandleInput } from '@detective/schema';
import { CandleNotClosedError, type IncomingCandle } from '../ingest/incoming-candle.ts';

/** The series that operations are about unless they say otherwise. */
export const DEFAULT_SERIES = { symbol: 'BTC/USD', interval: '1h' } as const;

/**
 * The series that an operation names; what is left out or null is that of `DEFAULT_SERIES`.
 *
 * @throws {InvalidOhlcvError} unless both could name a series
 */
export function parseSeriesKey(
  symbol: string | null | undefined,
  interval: string | null | undefined,
): SeriesKey {
  return {
    symbol: parseSymbol(symbol ?? DEFAULT_SERIES.symbol),
    interval: parseInterval(interval ?? DEFAULT_SERIES.interval),
  };
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
 * @throws {CandleNotClosedError} for a candle whose interval has not ended at `now`
 */
export function parseCandle(input: CandleInput, now: number): IncomingCandle {
  const { symbol, interval } = parseSeriesKey(input.symbol, input.interval);
  const { open, high, low, close, volume } = input;
  const candle: IncomingCandle = {
    symbol,
    interval,
    openTime: input.openTime.getTime(),
    open,
    high,
    low,
    close,
    volume,
  };
  validateOhlcv(candle, interval);
  if (candle.openTime + INTERVALS[interval] > now) throw new CandleNotClosedError(candle, now);
  return candle;
}
