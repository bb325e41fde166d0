import { parse, type DocumentNode } from 'graphql';
import type { Caller } from '../access/guard.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSize, MOST_TOKENS } from './query-limits.ts';
import { checkSubscriptionFields } from './subscription-fields.ts';

/** An operation as a client sent it. */
export interface SentOperation {
  query?: unknown;
  operationName?: unknown;
}

/**
 * Everything that is asked of an operation before it is validated, the cheapest first: validation costs most, and a
 * stranger must not be able to have it done.
 *
 * @param known finds a document that was admitted and validated before; whether this caller may send it is asked anew
 * @returns the document; undefined when there is none, about which the transport has its own words
 * @throws {LimitExceededError} for too many operations, or one that is too large
 * @throws {UnauthenticatedError} when the caller's token does not cover it
 * @throws {BadInputError} for a subscription whose field may be left out
 * @throws {GraphQLError} for a document that is no GraphQL
 */
export async function admit(
  { guard, metrics }: Pick<Endpoint, 'guard' | 'metrics'>,
  transport: 'http' | 'websocket',
  caller: Caller,
  { query, operationName }: SentOperation,
  known?: (query: string) => DocumentNode | undefined,
): Promise<DocumentNode | undefined> {
  metrics.operations.inc({ transport });
  await guard.admit(caller);
  if (typeof query !== 'string' || query === '') return undefined;
  const admitted = known?.(query);
  const document = admitted ?? parse(query, { maxTokens: MOST_TOKENS });
  guard.authorise(caller, document, typeof operationName === 'string' ? operationName : undefined);
  if (!admitted) {
    checkSize(document);
    checkSubscriptionFields(document);
  }
  return document;
}
