import type { IncomingMessage } from 'node:http';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, type ValidationRule } from 'graphql';
import type { Logger } from 'pino';
import type { Guard } from '../access/guard.ts';
import type { OriginPolicy } from '../access/origin-policy.ts';
import type { AccessFor } from '../access/tokens.ts';
import type { Standby } from '../standby/standby.ts';
import type { Metrics } from '../operation/metrics.ts';
import type { Services } from './context.ts';
import { causeOf, ERROR_CODES, publicError } from './errors.ts';

/** What both transports share, so that an operation has the same rights, limits and errors over either. */
export interface Endpoint {
  schema: GraphQLSchema;
  services: Services;
  /** Asked by requests that allow stale answers; undefined without one. */
  standby: Standby | undefined;
  accessFor: AccessFor;
  guard: Guard;
  limits: ValidationRule[];
  /** Whether clients may ask about the schema, and be helped with its names. */
  hasIntrospection: boolean;
  origins: OriginPolicy;
  /** Who sent a request, as far as proxies can be trusted. */
  addressOf: (request: IncomingMessage) => string;
  /** Operations under way on one WebSocket. */
  mostSubscriptions: number;
  metrics: Metrics;
  log: Logger;
}

/** Of a counter that begins at 1 Prometheus does not see that it has grown. */
export function beginErrorsAtZero({ errors }: Metrics): void {
  for (const code of ERROR_CODES) errors.inc({ code }, 0);
}

/** An error as the client gets it; counted by its code. */
export function answerError(
  { metrics }: Pick<Endpoint, 'metrics'>,
  formatted: GraphQLFormattedError,
  thrown: unknown,
) {
  const error = publicError(formatted, thrown);
  metrics.errors.inc({ code: String(error.extensions?.code) });
  return error;
}

/** Puts what is masked for the client into the log, with the id that its answer carries. */
export function logFaults({ log }: Endpoint, errors: readonly GraphQLError[], requestId: string): void {
  for (const error of errors) {
    if (publicError(error.toJSON(), error).extensions?.code !== 'INTERNAL_SERVER_ERROR') continue;
    log.error({ error: causeOf(error), requestId, path: error.path?.join('.') }, 'An operation failed');
  }
}

/** A refusal as graphql-js would throw it, with the error that says why inside. */
export const refusal = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('refused', {
        originalError: error instanceof Error ? error : new Error(String(error)),
      });
