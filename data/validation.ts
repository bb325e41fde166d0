import { gridMs, INTERVALS } from './ohlcv.ts';
import type { EpochMs, Interval, Ohlcv } from './ohlcv.ts';

/** The block chain began on this day: no bitcoin candle is older. */
export const EARLIEST_OPEN_TIME: EpochMs = Date.UTC(2009, 0, 3);

/** Above any price in any currency, and far below where sums of squares would overflow. */
export const HIGHEST_PRICE = 1e12;

/** A million dollars at the lowest prices, of some 1e-12 a unit, are 1e18 units; some coins exist in quintillions. */
export const HIGHEST_VOLUME = 1e21;

/**
 * How far, relative to itself, open or close may stick out of high and low: computed prices differ in their last bits
 * (0.1 + 0.2 and 0.3 by 2e-16, sums of a thousand trades by some 1e-13). At a price of 100,000 this is 1e-7.
 */
export const ROUNDING_TOLERANCE = 1e-12;

/** The last instant that an ECMAScript date can hold. */
const LATEST_TIME = 8.64e15;

const PRICE_FIELDS = ['open', 'high', 'low', 'close'] as const;

export type OhlcvField = keyof Ohlcv | 'exchange' | 'symbol' | 'interval';

/** A candle that cannot be true, whoever sent it. */
export class InvalidOhlcvError extends Error {
  constructor(
    readonly field: OhlcvField,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`${field} should be ${expected}, but is ${received}`);
    this.name = 'InvalidOhlcvError';
  }
}

export interface ValidationOptions {
  /** No candle may open later than this; without it any date that exists will do. */
  now?: EpochMs;
}

/**
 * Throws an `InvalidOhlcvError` unless the candle is possible: every value finite, prices above 0 and at most 1e12,
 * volume from 0 to 1e21 or null, the body between low and high but for rounding (`ROUNDING_TOLERANCE`), and `openTime` on the grid of the interval (for `1h`: a full
 * hour UTC; for `3d` and `1w`: any midnight UTC, since exchanges begin them on different days), not before 2009-01-03 and not after `now`.
 */
export function validateOhlcv(
  candle: Ohlcv,
  interval: Interval,
  { now = LATEST_TIME }: ValidationOptions = {},
) {
  checkOpenTime(candle.openTime, interval, now);
  for (const field of PRICE_FIELDS) checkPrice(field, candle[field]);
  const { open, high, low, close, volume } = candle;
  if (volume !== null && !(volume >= 0 && volume <= HIGHEST_VOLUME)) {
    throw new InvalidOhlcvError('volume', `a number from 0 to ${HIGHEST_VOLUME}`, String(volume));
  }
  if (high < Math.max(open, close) * (1 - ROUNDING_TOLERANCE)) {
    throw new InvalidOhlcvError('high', `at least open ${open} and close ${close}`, String(high));
  }
  if (low > Math.min(open, close) * (1 + ROUNDING_TOLERANCE)) {
    throw new InvalidOhlcvError('low', `at most open ${open} and close ${close}`, String(low));
  }
}

function checkPrice(field: (typeof PRICE_FIELDS)[number], price: number) {
  if (!Number.isFinite(price) || price <= 0 || price > HIGHEST_PRICE) {
    throw new InvalidOhlcvError(field, `a price above 0 and at most ${HIGHEST_PRICE}`, String(price));
  }
}

function checkOpenTime(openTime: EpochMs, interval: Interval, now: EpochMs) {
  if (!Number.isFinite(openTime) || Math.abs(openTime) > LATEST_TIME) {
    throw new InvalidOhlcvError('openTime', 'a time', String(openTime));
  }
  const received = new Date(openTime).toISOString();
  if (openTime < EARLIEST_OPEN_TIME) {
    throw new InvalidOhlcvError('openTime', `on or after ${isoDay(EARLIEST_OPEN_TIME)}`, received);
  }
  if (openTime > now) {
    throw new InvalidOhlcvError('openTime', `at or before ${new Date(now).toISOString()}`, received);
  }
  if (openTime % gridMs(interval) !== 0) {
    const start =
      gridMs(interval) < INTERVALS[interval] ? 'midnight UTC' : `the start of a full ${interval} in UTC`;
    throw new InvalidOhlcvError('openTime', start, received);
  }
}

const isoDay = (time: EpochMs) => new Date(time).toISOString().slice(0, 10);

const SYMBOL = /^[A-Za-z0-9._\-/:]{1,32}$/;

export const isSymbol = (text: string): boolean => SYMBOL.test(text);

/** Throws an `InvalidOhlcvError` unless the symbol is 1 to 32 letters, digits or `. _ - / :`, such as `BTC/USD`. */
export function checkSymbol(symbol: string) {
  if (isSymbol(symbol)) return;
  throw new InvalidOhlcvError('symbol', '1 to 32 letters, digits or . _ - / :', quote(symbol));
}

const EXCHANGE = /^([a-z0-9][a-z0-9._-]{0,31})?$/;

export const isExchangeId = (text: string): boolean => EXCHANGE.test(text);

/**
 * Throws an `InvalidOhlcvError` unless the exchange is empty, or 1 to 32 small letters, digits or `. _ -` such as
 * `kraken`, beginning with a letter or digit.
 */
export function checkExchange(exchange: string) {
  if (isExchangeId(exchange)) return;
  throw new InvalidOhlcvError('exchange', 'empty or 1 to 32 small letters, digits or . _ -', quote(exchange));
}

/** Quoted and escaped, at most 40 characters of it: an error must not carry a megabyte or control characters. */
function quote(text: string) {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
