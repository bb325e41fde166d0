import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import fastifyApollo from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { getOperationAST, OperationTypeNode } from 'graphql';
import { accessFor } from '../access/tokens.ts';
import { withoutAbsent } from '../graphql/absent-variables.ts';
import { admit, type SentOperation } from '../graphql/admission.ts';
import type { Context } from '../graphql/context.ts';
import { answerError, logFaults, refusal, type Endpoint } from '../graphql/endpoint.ts';
import { BadInputError } from '../errors/request-errors.ts';
import { MOST_TOKENS } from '../graphql/query-limits.ts';
import { GRAPHQL_PATH } from './http-errors.ts';

/** GraphQL over HTTP at `/graphql`. */
export async function serveGraphqlOverHttp(
  app: FastifyInstance,
  endpoint: Endpoint,
): Promise<ApolloServer<Context>> {
  const { services, addressOf, tokens } = endpoint;
  const apollo = createApollo(endpoint);
  await apollo.start();
  const callerOf = ({ headers, raw }: FastifyRequest) => ({
    access: accessFor(headers.authorization, tokens),
    address: addressOf(raw),
  });
  await app.register(async (graphql) => {
    graphql.addHook('preHandler', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const operation = (request.method === 'GET' ? request.query : request.body) as SentOperation | null;
      const document = await admit(endpoint, 'http', callerOf(request), operation ?? {});
      const name = typeof operation?.operationName === 'string' ? operation.operationName : undefined;
      if (document && getOperationAST(document, name)?.operation === OperationTypeNode.SUBSCRIPTION) {
        throw new BadInputError(
          'Subscriptions run over WebSocket, at this same address with the protocol graphql-transport-ws',
        );
      }
    });
    await graphql.register(fastifyApollo(apollo), {
      path: GRAPHQL_PATH,
      method: ['GET', 'POST'],
      context: (request) =>
        Promise.resolve({ ...services, caller: callerOf(request), requestId: request.id }),
    });
  });
  return apollo;
}

function createApollo(endpoint: Endpoint): ApolloServer<Context> {
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
      resolving(endpoint),
      logging(endpoint),
      // These two look at each field that is resolved.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
    // The process ends by the order of main.ts, not by a handler of its own here.
    stopOnTerminationSignals: false,
    logger: log,
  });
}

/** Asks the guard again, now that Apollo has settled on one operation, and leaves out what is null. */
function resolving({ guard }: Endpoint): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ contextValue, document, operationName, request }) {
          try {
            guard.authorise(contextValue.caller, document, operationName);
          } catch (error) {
            throw refusal(error);
          }
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
