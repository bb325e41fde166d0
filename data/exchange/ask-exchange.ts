import type { EpochMs } from '../ohlcv.ts';
import type { SeriesKey } from '../series-key.ts';
import { readRetryAfter } from '../retry.ts';
import type { Exchange, TimeRange } from './exchange.ts';
import { ExchangeAnswerError, ExchangeRefusalError, ExchangeUnreachableError } from './exchange-errors.ts';

export interface AskOptions {
  exchange: Exchange;
  key: SeriesKey;
  /** Another address than the exchange's own: a mirror, or a stand-in for tests. */
  url: string;
  /** How long a whole answer may take. */
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Asks for a range of candles once.
 *
 * @returns the rows of the answer, unchecked
 * @throws {ExchangeError} when no answer can be had or used
 * @throws {UnknownMarketError} for a symbol that can't be of this exchange
 */
export async function askExchange(
  options: AskOptions,
  range: TimeRange,
  now: EpochMs,
): Promise<readonly unknown[]> {
  const { exchange, key, url } = options;
  const { response, body } = await request(exchange.addressOf(url, key, range), options);
  if (!response.ok) {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), now);
    throw new ExchangeRefusalError(exchange.name, response.status, body, retryAfterMs);
  }
  const rows = exchange.rowsOf(parseJson(body));
  if (!rows) throw new ExchangeAnswerError(exchange.name, 'candles as JSON', body);
  return rows;
}

/** The time limit holds until the last byte, and ends with the request: a timer would keep the process alive. */
async function request(address: URL, { exchange, timeoutMs, signal }: AskOptions) {
  const over = new AbortController();
  const stop = () => over.abort(new Error('told to stop'));
  const giveUp = () => over.abort(new Error(`no answer within ${timeoutMs / 1_000} s`));
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const response = await fetch(address, {
      headers: { accept: 'application/json' },
      signal: over.signal,
    });
    return { response, body: await response.text() };
  } catch (error) {
    throw new ExchangeUnreachableError(exchange.name, address.host, reasonOf(error));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides what happened in the cause, which for a host of several addresses has no words of its own. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
