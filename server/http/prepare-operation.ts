import { randomBytes } from 'node:crypto';
import { getOperationAST, Kind, validate, type DocumentNode, type ExecutionArgs } from 'graphql';
import type { ServerOptions } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { withoutAbsent } from '../graphql/absent-variables.ts';
import { admit } from '../graphql/admission.ts';
import { compactDocument } from '../graphql/compact-document.ts';
import { contextOf } from '../graphql/context.ts';
import { refusal, type Endpoint } from '../graphql/endpoint.ts';
import { KnownDocuments } from '../graphql/known-documents.ts';
import { allRules } from '../graphql/query-limits.ts';
import type { RunningRequests } from './running-requests.ts';

/** What a client says of itself when it opens a socket. */
export type ConnectionParameters = { authorization?: unknown };

type OnSubscribe = NonNullable<ServerOptions<ConnectionParameters, Extra>['onSubscribe']>;

/** Not a UUID, which is a string of twenty parts, and as long as a subscription all of them stay in memory. */
const requestId = () => randomBytes(16).toString('hex');

/** What is asked of an operation before it runs; a refusal ends the operation, never the socket. */
export function preparing(endpoint: Endpoint, running: RunningRequests): OnSubscribe {
  const { schema, services, accessFor, limits, addressOf, hasIntrospection, mostSubscriptions } = endpoint;
  const rules = allRules(limits);
  const known = new KnownDocuments();
  return async ({ connectionParams, extra, subscriptions }, _id, { query, operationName, variables }) => {
    try {
      running.refuseWhenClosing();
      const underWay = Object.keys(subscriptions).length;
      if (underWay > mostSubscriptions) {
        throw new LimitExceededError('Operations under way on one socket', mostSubscriptions, underWay);
      }
      const access = accessFor(connectionParams?.authorization);
      const caller = { access, address: addressOf(extra.request) };
      const sent = { query, operationName };
      let document = await admit(endpoint, 'websocket', caller, sent, (text) => known.get(text));
      if (!document) throw new BadInputError('query: expected GraphQL, received nothing');
      if (!getOperationAST(document, operationName)) throw noOperation(document, operationName);
      if (known.get(query) !== document) {
        const errors = validate(schema, document, rules, { hideSuggestions: !hasIntrospection });
        if (errors.length > 0) return errors;
        document = compactDocument(document);
        known.add(query, document);
      }
      return {
        schema,
        document,
        operationName: operationName ?? null,
        variableValues: withoutAbsent(document, variables ?? {}),
        contextValue: contextOf(services, caller, requestId()),
      } satisfies ExecutionArgs;
    } catch (error) {
      return [refusal(error)];
    }
  };
}

/** For whoever has chosen none of the operations of a document. */
function noOperation({ definitions }: DocumentNode, operationName: unknown): BadInputError {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operations.length === 0) return new BadInputError('query: expected an operation, received none');
  const names = operations.flatMap(({ name }) => name?.value ?? []).join(' or ') || 'none';
  const received = typeof operationName === 'string' ? JSON.stringify(operationName.slice(0, 100)) : 'none';
  return new BadInputError(`operationName: expected ${names}, received ${received}`);
}
