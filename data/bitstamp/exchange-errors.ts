import { excerpt } from './answer-fields.ts';

/** The exchange gave no usable answer; it may do so later. */
export abstract class ExchangeError extends Error {
  /** How long the exchange asked to be left alone, where it says so. */
  readonly retryAfterMs: number = 0;
}

/** No connection, or no whole answer in time. */
export class ExchangeUnreachableError extends ExchangeError {
  override name = 'ExchangeUnreachableError';

  constructor(exchange: string, host: string, reason: string) {
    super(`${exchange} (${host}) can't be reached: ${reason}`);
  }
}

/** An answer with a status that says no, such as 429 for too many requests. */
export class ExchangeRefusalError extends ExchangeError {
  override name = 'ExchangeRefusalError';

  constructor(
    exchange: string,
    readonly status: number,
    body: string,
    override readonly retryAfterMs: number,
  ) {
    super(`${exchange} answered ${status}${body.trim() === '' ? '' : `: ${excerpt(body)}`}`);
  }
}

/** An answer that is not what the exchange's documentation promises. */
export class ExchangeAnswerError extends ExchangeError {
  override name = 'ExchangeAnswerError';

  constructor(exchange: string, expected: string, received: string) {
    super(`${exchange}: expected ${expected}, received ${excerpt(received) || 'nothing'}`);
  }
}

/** A symbol or an interval that this exchange can't have, so that asking would be useless. */
export class UnknownMarketError extends Error {
  override name = 'UnknownMarketError';

  /** @param expected such as "a market such as BTC/USD" */
  constructor(exchange: string, expected: string, received: string) {
    super(`${exchange}: expected ${expected}, received ${JSON.stringify(received)}`);
  }
}
