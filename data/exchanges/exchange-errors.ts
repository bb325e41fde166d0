/** No usable answer; a later attempt may get one. Everything but a missing market is of this kind. */
export class ExchangeFailure extends Error {
  override name = 'ExchangeFailure';

  constructor(
    message: string,
    /** How long the exchange asked to be left alone; 0 where it did not. */
    readonly retryAfterMs = 0,
    /** Whether it says that it will not answer this request, whatever the time. It may still be wrong. */
    readonly isRefusal = false,
  ) {
    super(message);
  }
}

export class UnknownExchangeError extends Error {
  override name = 'UnknownExchangeError';

  constructor(received: string) {
    super(`expected an exchange whose candles can be followed, such as kraken, received ${quote(received)}`);
  }
}

/** The exchange's own list of markets, whole and just read, does not have it: never listed, renamed or delisted. */
export class UnknownMarketError extends Error {
  override name = 'UnknownMarketError';

  /** @param nearest symbols of markets that may have been meant */
  constructor(exchange: string, received: string, nearest: readonly string[] = []) {
    const names = nearest.length > 0 ? `. The nearest names: ${nearest.join(', ')}` : '';
    super(`${exchange} has no market ${quote(received)}${names}`);
  }
}

export class UnknownIntervalError extends Error {
  override name = 'UnknownIntervalError';

  constructor(exchange: string, intervals: readonly string[], received: string) {
    super(`${exchange}: expected an interval of ${intervals.join(', ')}, received ${quote(received)}`);
  }
}

/** More markets than the exchange's rate limit lets one keep fresh. */
export class TooManyMarketsError extends Error {
  override name = 'TooManyMarketsError';
  /** How many markets at this interval fit, where there are no others. */
  readonly capacity: number;

  constructor(facts: {
    exchange: string;
    interval: string;
    spacingMs: number;
    capacity: number;
    followed: number;
  }) {
    const { exchange, interval, spacingMs, capacity, followed } = facts;
    super(
      `${exchange} takes a request every ${spacingMs / 1_000} s: at most ${capacity} markets at ${interval} can be kept fresh, and ${followed} markets are followed already`,
    );
    this.capacity = capacity;
  }
}

const quote = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** One line, at most 160 characters, without control characters: texts of exchanges end up in logs and on pages. */
export function excerpt(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

/** What went wrong, in words, whatever was thrown. fetch hides it in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return excerpt(String(error));
  const { cause } = error;
  if (!(cause instanceof Error)) return excerpt(error.message || error.name);
  return excerpt(cause.message || ('code' in cause ? String(cause.code) : cause.name));
}

/** Whatever a call threw, as a failure that names the exchange. */
export function failureOf(exchange: string, error: unknown): ExchangeFailure {
  if (error instanceof ExchangeFailure) return error;
  // ccxt begins with the name of the exchange, too.
  const reason = reasonOf(error);
  const isNamed = reason.startsWith(`${exchange} `);
  const message = `${exchange}: ${isNamed ? reason.slice(exchange.length + 1) : reason}`;
  return new ExchangeFailure(message, 0, isRefusal(error));
}

/** Statuses of a request that is wrong, not of an exchange that is out of order. */
const REFUSING_STATUSES = new Set([400, 404, 416, 422]);

/** Many exchanges have their own rate limits and busy codes, which ccxt takes for other errors. */
const TEMPORARY = /too many|rate.?limit|frequen|busy|maintenance|unavailable|overload|time.?out|try again/i;

export const isRefusingStatus = (status: number, text: string): boolean =>
  REFUSING_STATUSES.has(status) && !TEMPORARY.test(text);

/** By the names of ccxt's classes: it is loaded only where it is used. A code that it has no class for is an `ExchangeError`. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || TEMPORARY.test(error.message)) return false;
  return ['BadRequest', 'ExchangeError'].includes(error.constructor.name);
}
