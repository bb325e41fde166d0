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

/** Fifty times a page of a thousand candles; counted after decompression. */
const LARGEST_ANSWER_BYTES = 8_000_000;

/**
 * Asks for a range of candles once. Redirects are not followed, wherever they lead.
 *
 * @returns the rows of the answer, unchecked
 * @throws {ExchangeError} when no answer can be had or used
 * @throws {UnknownMarketError} for a symbol or an interval that can't be of this exchange
 */
export async function askExchange(
  options: AskOptions,
  range: TimeRange,
  now: EpochMs,
): Promise<readonly unknown[]> {
  const { exchange, key, url } = options;
  const { response, body } = await request(exchange.addressOf(url, key, range), options);
  if (!response.ok) {
    const { headers } = response;
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), now, headers.get('date'));
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
      redirect: 'manual',
      signal: over.signal,
    });
    return { response, body: await readText(response) };
  } catch (error) {
    throw new ExchangeUnreachableError(exchange.name, address.host, reasonOf(error));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** @throws for more than an answer can be, so that an endless one takes neither memory nor time */
async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_ANSWER_BYTES)
      throw new Error(`its answer is larger than ${LARGEST_ANSWER_BYTES / 1e6} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
