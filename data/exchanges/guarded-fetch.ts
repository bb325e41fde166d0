import { readRetryAfter } from '../retry.ts';
import { ExchangeFailure, excerpt, isRefusingStatus, reasonOf } from './exchange-errors.ts';
import { redirected } from './exchange-hosts.ts';

export interface GuardedFetchOptions {
  exchange: string;
  /** Where requests go instead of the exchange's own servers. */
  host: URL | undefined;
  /** How long an answer may take, down to its last byte. */
  deadlineMs: number;
  largestAnswerBytes: number;
  /** Ends the requests that are under way. */
  signal: AbortSignal;
  /** Given the text of each answer that is JSON. */
  onAnswer: (text: string) => void;
}

/** What ccxt passes to its `fetchImplementation`. */
interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * The only way from ccxt to the network. ccxt's own waits without limit for a body, and takes a page of text or half an
 * answer for candles or for no markets; here an answer is whole, JSON, small enough, in time, with a status of success
 * and from the host that was asked, or an `ExchangeFailure`. Redirects are not followed, wherever they lead.
 */
export function guardedFetch(options: GuardedFetchOptions) {
  const { exchange, host, deadlineMs, signal } = options;
  return async (address: string, { method = 'GET', headers = {}, body }: Request): Promise<Response> => {
    const url = redirected(address, host);
    const end = new AbortController();
    const stop = () => end.abort(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    let isLate = false;
    // Not AbortSignal.any with AbortSignal.timeout: Node may collect the two before they fire.
    const timer = setTimeout(() => {
      isLate = true;
      end.abort();
    }, deadlineMs);
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: end.signal,
      });
      const text = await readText(response, options);
      refuseStatus(exchange, response, text);
      refuseOtherThanJson(exchange, text);
      options.onAnswer(text);
      return new Response(text, { status: response.status, headers: { 'content-type': 'application/json' } });
    } catch (error) {
      if (error instanceof ExchangeFailure) throw error;
      if (isLate)
        throw new ExchangeFailure(`${exchange} gave no whole answer within ${deadlineMs / 1_000} s`);
      throw new ExchangeFailure(`${exchange} (${url.host}) can't be reached: ${reasonOf(error)}`);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  };
}

/** At most so many bytes, counted after decompression. */
async function readText(response: Response, { exchange, largestAnswerBytes }: GuardedFetchOptions) {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > largestAnswerBytes) {
      throw new ExchangeFailure(`${exchange} sent an answer of more than ${largestAnswerBytes / 1e6} MB`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function refuseStatus(exchange: string, { status, headers }: Response, text: string): void {
  if (status >= 200 && status < 300) return;
  const words = excerpt(text);
  throw new ExchangeFailure(
    `${exchange} answered ${status}${words === '' ? '' : `: ${words}`}`,
    readRetryAfter(headers.get('retry-after'), Date.now(), headers.get('date')),
    isRefusingStatus(status, text),
  );
}

function refuseOtherThanJson(exchange: string, text: string): void {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return;
  } catch {
    // Told below, with what came.
  }
  throw new ExchangeFailure(`${exchange}: expected JSON, received ${excerpt(text) || 'nothing'}`);
}
