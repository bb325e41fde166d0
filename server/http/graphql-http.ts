import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import fastifyApollo from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Caller } from '../access/guard.ts';
import { withoutAbsent } from '../graphql/absent-variables.ts';
import { admit, type SentOperation } from '../graphql/admission.ts';
import { contextOf, type Context } from '../graphql/context.ts';
import { answerError, logFaults, refusal, type Endpoint } from '../graphql/endpoint.ts';
import { BadInputError } from '../errors/request-errors.ts';
import { KnownDocuments } from '../graphql/known-documents.ts';
import { MOST_TOKENS } from '../graphql/query-limits.ts';
import { maxStale } from '../standby/max-stale.ts';
import { StaleHistory } from '../standby/read-history.ts';
import { GRAPHQL_PATH } from './http-errors.ts';
import { answerKnown } from './known-operation.ts';

/** GraphQL over HTTP at `/graphql`. */
export async function serveGraphqlOverHttp(
  app: FastifyInstance,
  endpoint: Endpoint,
): Promise<ApolloServer<Context>> {
  const { addressOf, accessFor } = endpoint;
  const known = new KnownDocuments();
  const apollo = createApollo(endpoint, known);
  await apollo.start();
  const callers = new WeakMap<FastifyRequest, Caller>();
  await app.register(async (graphql) => {
    graphql.addHook('preHandler', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const operation = (request.method === 'GET' ? request.query : request.body) as SentOperation | null;
      const caller = { access: accessFor(request.headers.authorization), address: addressOf(request.raw) };
      callers.set(request, caller);
      // As browsers do, whose other requests are refused for what they leave out besides.
      if (request.method === 'GET' && !operation?.query) throw new BadInputError(NO_QUERY);
      if (isFetched(request)) request.headers['apollo-require-preflight'] = 'true';
      const document = await admit(endpoint, 'http', caller, operation ?? {}, (text) => known.get(text));
      const name = typeof operation?.operationName === 'string' ? operation.operationName : undefined;
      if (document && getOperationAST(document, name)?.operation === OperationTypeNode.SUBSCRIPTION) {
        throw new BadInputError(
          'Subscriptions run over WebSocket, at this same address with the protocol graphql-transport-ws',
        );
      }
      if (!document || known.get(String(operation?.query)) !== document) return;
      const context = contextFor(endpoint, caller, request);
      const answer = await answerKnown(endpoint, document, request, context);
      if (answer === undefined) return;
      const age = ageOf(context);
      if (age !== undefined) reply.header('age', age);
      return reply.type('application/json; charset=utf-8').send(answer);
    });
    await graphql.register(fastifyApollo(apollo), {
      path: GRAPHQL_PATH,
      method: ['GET', 'POST'],
      context: (request) => Promise.resolve(contextFor(endpoint, callerOf(callers, request), request)),
    });
  });
  return apollo;
}

/**
 * Apollo refuses a GET that a picture or a link of another site could send, unless it has a header that those can't set.
 * urql asks by GET without one. `Sec-Fetch-Mode: cors` is as good: no page can write it, and browsers send it only for a
 * fetch that names its origin to other sites, which `check-origins.ts` has looked at.
 */
const isFetched = ({ method, headers }: FastifyRequest) =>
  method === 'GET' && headers['sec-fetch-mode'] === 'cors';

const NO_QUERY = `query: expected GraphQL, received nothing; operations are POSTed to ${GRAPHQL_PATH} as { "query": "…" }`;

/** Who sent a request, as its admission found out. */
function callerOf(callers: WeakMap<FastifyRequest, Caller>, request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('a request that was not admitted');
  return caller;
}

function contextFor(endpoint: Endpoint, caller: Caller, { id, headers }: FastifyRequest): Context {
  const context = contextOf(endpoint.services, caller, id);
  const history = staleHistory(endpoint, headers['cache-control']);
  return history ? Object.assign(context, { history }) : context;
}

/** For a request that says how old what is past may be, and a server that has a standby to ask. */
function staleHistory({ standby, services }: Endpoint, cacheControl: string | undefined) {
  const mostMs = maxStale(cacheControl);
  if (!standby || mostMs === undefined) return undefined;
  return new StaleHistory(standby, services.history, mostMs);
}

function createApollo(endpoint: Endpoint, known: KnownDocuments): ApolloServer<Context> {
  const { schema, limits, log, hasIntrospection } = endpoint;
  return new ApolloServer<Context>({
    schema,
    introspection: true,
    validationRules: limits,
    parseOptions: { maxTokens: MOST_TOKENS },
    // Suggestions spell out the schema to those who may not read it.
    hideSchemaDetailsFromClientErrors: !hasIntrospection,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, thrown) => answerError(endpoint, formatted, thrown),
    plugins: [
      resolving(endpoint, known),
      logging(endpoint),
      telling,
      // These two look at each field that is resolved.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // It loads from elsewhere, which the headers forbid: nothing would be seen.
      ApolloServerPluginLandingPageDisabled(),
    ],
    // The process ends by the order of main.ts, not by a handler of its own here.
    stopOnTerminationSignals: false,
    logger: log,
  });
}

/** Asks the guard again, now that Apollo has settled on one operation and found it valid, and leaves out what is null. */
function resolving({ guard }: Endpoint, known: KnownDocuments): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ contextValue, document, operationName, request }) {
          try {
            guard.authorise(contextValue.caller, document, operationName);
          } catch (error) {
            throw refusal(error);
          }
          if (request.query) known.add(request.query, document);
          if (request.variables) request.variables = withoutAbsent(document, request.variables);
          return Promise.resolve();
        },
      }),
  };
}

function logging(endpoint: Endpoint): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ contextValue, errors }) {
          logFaults(endpoint, errors, contextValue.requestId);
          return Promise.resolve();
        },
      }),
  };
}

/** How old an answer is that may be stale, as HTTP has it: in whole seconds, none for what is of now. */
const ageOf = ({ history: { ageMs } }: Context): string | undefined =>
  ageMs > 0 ? String(Math.ceil(ageMs / 1_000)) : undefined;

const telling: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ contextValue, response }) {
        const age = ageOf(contextValue);
        if (age !== undefined) response.http.headers.set('age', age);
        return Promise.resolve();
      },
    }),
};
