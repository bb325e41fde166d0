import {
  checkSymbol,
  INTERVALS,
  InvalidOhlcvError,
  isInterval,
  validateOhlcv,
  type Interval,
} from '@detective/data';
import type { CandleInput } from '@detective/schema';
import { CandleNotClosedError, type IncomingCandle } from '../ingest/incoming-candle.ts';

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
  checkSymbol(input.symbol);
  const interval = parseInterval(input.interval);
  const { symbol, open, high, low, close, volume } = input;
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
