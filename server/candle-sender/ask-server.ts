import { readRetryAfter } from '@detective/data';
import { withTimeLimit } from './time-limit.ts';

/** An operation as GraphQL over HTTP sends it. */
export interface Operation {
  query: string;
  variables?: object;
}

export interface AskOptions {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  url: string;
  /** The server's INGEST_TOKEN, where it has one. */
  token?: string | undefined;
  /** How long the whole answer may take. Default 60 s. */
  timeoutMs?: number | undefined;
}

/** The server understood the request and refuses it: the same request would be refused again. */
export class RefusedByServerError extends Error {
  override name = 'RefusedByServerError';

  /**
   * @param candleIndex which candle of the request is refused, where the server says so
   * @param field which of its fields, where it is one
   */
  constructor(
    readonly code: string,
    message: string,
    readonly candleIndex?: number | undefined,
    readonly field?: string | undefined,
  ) {
    super(`${message} (${code})`);
  }
}

/**
 * Nothing that proves what became of the request: the server is away or busy, or something else answered in its
 * place. The request may have been carried out; sending it again is safe.
 */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';

  /**
   * @param status of HTTP, where any came
   * @param retryAfterMs how long the other side asks to be left alone
   * @param code the server's own, where it refused for now
   */
  constructor(
    message: string,
    readonly status?: number,
    readonly retryAfterMs = 0,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** What only a changed request could get past. */
const FINAL = new Set(['BAD_USER_INPUT', 'CANDLE_CONFLICT', 'CANDLE_OUT_OF_ORDER', 'CANDLE_NOT_CLOSED']);

const DEFAULT_TIMEOUT_MS = 60_000;

interface Fault {
  message: string;
  code: string;
  candleIndex: number | undefined;
  field: string | undefined;
}

/**
 * Sends one operation once.
 *
 * @returns the data of an answer in GraphQL's shape with status 200 and without errors; whether it is the answer to
 *   this very request is for the caller to prove
 * @throws {RefusedByServerError} for a refusal that will not change
 * @throws {NoAnswerError} for anything else: no connection, another status, a page, a body that is cut, JSON of
 *   another shape, or a refusal that can pass, such as a rate limit
 */
export async function askServer(
  operation: Operation,
  { url, token, timeoutMs = DEFAULT_TIMEOUT_MS }: AskOptions,
): Promise<Record<string, unknown>> {
  const { response, text } = await post(operation, url, token, timeoutMs);
  const { status, headers } = response;
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now(), headers.get('date'));
  const body = parseJson(text);
  const fault = faultOf(body);
  if (fault) {
    const { message, code, candleIndex, field } = fault;
    if (FINAL.has(code)) throw new RefusedByServerError(code, message, candleIndex, field);
    throw new NoAnswerError(`the server says: ${message}`, status, retryAfterMs, code);
  }
  if (status === 200 && isRecord(body) && isRecord(body.data) && body.errors === undefined) return body.data;
  throw new NoAnswerError(`${url} answered ${status} with ${describe(text, body)}`, status, retryAfterMs);
}

async function post(operation: Operation, url: string, token: string | undefined, timeoutMs: number) {
  try {
    return await withTimeLimit(timeoutMs, async (signal) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(operation),
        signal,
      });
      return { response, text: await response.text() };
    });
  } catch (error) {
    throw new NoAnswerError(`no answer from ${url}: ${reasonOf(error)}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first error of an answer that is ours: a gateway's JSON may say "errors" too, but knows none of our codes. */
function faultOf(body: unknown): Fault | undefined {
  const [fault] = isRecord(body) && Array.isArray(body.errors) ? (body.errors as unknown[]) : [];
  if (!isRecord(fault) || !isRecord(fault.extensions)) return undefined;
  const { message } = fault;
  const { code, candleIndex, field } = fault.extensions;
  if (typeof message !== 'string' || typeof code !== 'string') return undefined;
  return {
    message,
    code,
    candleIndex: typeof candleIndex === 'number' ? candleIndex : undefined,
    field: typeof field === 'string' ? field : undefined,
  };
}

function describe(text: string, body: unknown): string {
  if (text === '') return 'an empty body';
  return body === undefined ? 'something that is not JSON' : 'JSON that is not an answer to this operation';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
