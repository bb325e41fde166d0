import { INTERVALS } from './ohlcv.ts';
import type { EpochMs, Interval, Ohlcv } from './ohlcv.ts';

/** The block chain began on this day: no bitcoin candle is older. */
export const EARLIEST_OPEN_TIME: EpochMs = Date.UTC(2009, 0, 3);

/** Above any price in any currency, and far below where sums of squares would overflow. */
export const HIGHEST_PRICE = 1e12;

export const HIGHEST_VOLUME = 1e15;

/** The last instant that an ECMAScript date can hold. */
const LATEST_TIME = 8.64e15;

const PRICE_FIELDS = ['open', 'high', 'low', 'close'] as const;

export type OhlcvField = keyof Ohlcv | 'symbol' | 'interval';

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
 * volume from 0 to 1e15, the body between low and high, and `openTime` on the grid of the interval (for `1h`: a full
 * hour UTC), not before 2009-01-03 and not after `now`.
 */
export function validateOhlcv(
  candle: Ohlcv,
  interval: Interval,
  { now = LATEST_TIME }: ValidationOptions = {},
) {
  checkOpenTime(candle.openTime, interval, now);
  for (const field of PRICE_FIELDS) checkPrice(field, candle[field]);
  const { open, high, low, close, volume } = candle;
  if (!Number.isFinite(volume) || volume < 0 || volume > HIGHEST_VOLUME) {
    throw new InvalidOhlcvError('volume', `a number from 0 to ${HIGHEST_VOLUME}`, String(volume));
  }
  if (high < Math.max(open, close)) {
    throw new InvalidOhlcvError('high', `at least open ${open} and close ${close}`, String(high));
  }
  if (low > Math.min(open, close)) {
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
  if (openTime % INTERVALS[interval] !== 0) {
    throw new InvalidOhlcvError('openTime', `the start of a full ${interval} in UTC`, received);
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

/** Quoted and escaped, at most 40 characters of it: an error must not carry a megabyte or control characters. */
function quote(text: string) {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
