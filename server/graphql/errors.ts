import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { InvalidOhlcvError } from '@detective/data';
import { isDiskFull } from '../database/disk-watch.ts';
import {
  BadInputError,
  ForbiddenError,
  LimitExceededError,
  ServerClosingError,
  UnauthenticatedError,
} from '../errors/request-errors.ts';
import {
  CandleConflictError,
  CandleNotClosedError,
  CandleOutOfOrderError,
  OffGridError,
  OtherSpellingError,
  RefusedCandleError,
  TooManySeriesError,
} from '../ingest/incoming-candle.ts';
import { IngestClosedError } from '../ingest/ingest.ts';
import { UnknownSeriesError } from '../series/unknown-series.ts';
import { ExchangeAwayError, TooManyWatchesError } from '../watches/watch-errors.ts';

/** The codes of the contract, one for requests from where none may come, and two for faults that are ours. */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'CANDLE_CONFLICT',
  'CANDLE_OUT_OF_ORDER',
  'CANDLE_NOT_CLOSED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One candle of a request was wrong; says which, counted from 0. */
export class CandleInputError extends Error {
  override name = 'CandleInputError';

  constructor(
    readonly index: number,
    override readonly cause: InvalidOhlcvError | RefusedCandleError,
  ) {
    super(`Candle ${index}: ${cause.message}`);
  }
}

/** Answers of Apollo and graphql-js to a request that is itself wrong, whatever they call it. */
const REQUEST_FAULTS = new Set([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** PostgreSQL is away, starting or stopping; Node's network codes, PostgreSQL's classes 08, 53 and 57, and a transaction that it gave up waiting for. */
const UNAVAILABLE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|25P03|53...|57P0.)$/;

/**
 * What a client may know of an error: known ones with their code, those of the request itself as BAD_USER_INPUT, and
 * faults of ours masked.
 *
 * @param formatted the error as GraphQL would send it
 * @param thrown the error itself, perhaps wrapped in a GraphQLError
 */
export function publicError(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const cause = causeOf(thrown);
  const place = { locations: formatted.locations, path: formatted.path };
  const known = knownError(cause);
  if (known) return { message: known.message, ...place, extensions: { code: known.code, ...known.details } };
  const code = codeOf(formatted, thrown);
  const message =
    code === 'INTERNAL_SERVER_ERROR' ? 'Something went wrong here. It was logged.' : formatted.message;
  return { message, ...place, extensions: { code } };
}

/** The error that was thrown first, without the GraphQLErrors around it. */
export const causeOf = (thrown: unknown): unknown =>
  thrown instanceof GraphQLError && thrown.originalError ? thrown.originalError : thrown;

function codeOf(formatted: GraphQLFormattedError, thrown: unknown): ErrorCode {
  const cause = causeOf(thrown);
  // Apollo wraps what a validation rule reports and calls it by a code of its own.
  const given = (cause instanceof GraphQLError && cause.extensions.code) || formatted.extensions?.code;
  if (given === 'LIMIT_EXCEEDED') return given;
  if (given !== undefined)
    return REQUEST_FAULTS.has(String(given)) ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
  // Without a code it comes from graphql-js, which finds fault with a request before any field has a path, or in a
  // value without another error behind it; what a resolver throws has both.
  const isOfRequest = formatted.path === undefined || cause instanceof GraphQLError;
  return isOfRequest ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
}

/** Code and message of an error that clients may know of; undefined for a fault of ours. */
export function knownError(
  cause: unknown,
): { code: ErrorCode; message: string; details?: object } | undefined {
  if (cause instanceof CandleInputError) {
    const inner = knownError(cause.cause);
    return (
      inner && { ...inner, message: cause.message, details: { ...inner.details, candleIndex: cause.index } }
    );
  }
  if (cause instanceof InvalidOhlcvError) {
    const { field, expected, received } = cause;
    return { code: 'BAD_USER_INPUT', message: cause.message, details: { field, expected, received } };
  }
  if (cause instanceof OffGridError) {
    const received = new Date(cause.candle.openTime).toISOString();
    const details = { field: 'openTime', expected: cause.expected, received };
    return { code: 'BAD_USER_INPUT', message: cause.message, details };
  }
  if (cause instanceof OtherSpellingError) {
    const details = { field: 'symbol', expected: cause.stored, received: cause.candle.symbol };
    return { code: 'BAD_USER_INPUT', message: cause.message, details };
  }
  if (cause instanceof UnknownSeriesError) {
    return { code: 'BAD_USER_INPUT', message: cause.message, details: { nearest: cause.nearest } };
  }
  if (cause instanceof BadInputError) return { code: 'BAD_USER_INPUT', message: cause.message };
  if (cause instanceof CandleConflictError) return { code: 'CANDLE_CONFLICT', message: cause.message };
  if (cause instanceof CandleOutOfOrderError) return { code: 'CANDLE_OUT_OF_ORDER', message: cause.message };
  if (cause instanceof CandleNotClosedError) return { code: 'CANDLE_NOT_CLOSED', message: cause.message };
  if (cause instanceof UnauthenticatedError) return { code: 'UNAUTHENTICATED', message: cause.message };
  if (cause instanceof ForbiddenError) return { code: 'FORBIDDEN', message: cause.message };
  if (cause instanceof TooManySeriesError) return { code: 'LIMIT_EXCEEDED', message: cause.message };
  if (cause instanceof TooManyWatchesError) return { code: 'LIMIT_EXCEEDED', message: cause.message };
  if (cause instanceof LimitExceededError) return { code: 'LIMIT_EXCEEDED', message: cause.message };
  if (cause instanceof ServerClosingError) return { code: 'SERVICE_UNAVAILABLE', message: cause.message };
  if (cause instanceof ExchangeAwayError) return { code: 'SERVICE_UNAVAILABLE', message: cause.message };
  if (cause instanceof IngestClosedError) return { code: 'SERVICE_UNAVAILABLE', message: cause.message };
  if (isDiskFull(cause)) {
    return {
      code: 'SERVICE_UNAVAILABLE',
      message:
        'The disk of the database is full. Send it again when there is space: nothing is stored twice.',
      details: { reason: 'DISK_FULL' },
    };
  }
  if (isDatabaseAway(cause)) {
    return {
      code: 'SERVICE_UNAVAILABLE',
      message: 'The database is away. Try again in a moment: nothing is stored twice.',
    };
  }
  return undefined;
}

/** A restart takes about so long. */
const RETRY_AFTER_SECONDS = 2;

/** For the header `Retry-After`: whole seconds, at least one. */
export function retryAfterSeconds(error?: unknown): number {
  const milliseconds = error instanceof LimitExceededError ? error.retryAfterMs : undefined;
  return milliseconds === undefined ? RETRY_AFTER_SECONDS : Math.max(1, Math.ceil(milliseconds / 1_000));
}

/** Whether an error of a query means that PostgreSQL can't be reached, rather than that the query was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return code
    ? UNAVAILABLE.test(code)
    : /^(Connection terminated|Connection ended|timeout exceeded|Client has|Client was|Query runner already released|Database connection provided by a query runner was already released)/.test(
        error.message,
      );
}
