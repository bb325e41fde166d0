import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import { accessFor } from '../access/tokens.ts';
import type { Context } from '../graphql/context.ts';
import { answerError, logFaults, refusal, type Endpoint } from '../graphql/endpoint.ts';
import { MOST_TOKENS } from '../graphql/query-limits.ts';
import { GRAPHQL_PATH } from './http-errors.ts';

/** GraphQL over HTTP at `/graphql`. */
export async function serveGraphqlOverHttp(
  app: FastifyInstance,
  endpoint: Endpoint,
): Promise<ApolloServer<Context>> {
  const { schema, services, tokens, limits, log } = endpoint;
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    validationRules: limits,
    parseOptions: { maxTokens: MOST_TOKENS },
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, thrown) => answerError(endpoint, formatted, thrown),
    plugins: [guarding(endpoint), logging(endpoint)],
    // The process ends by the order of main.ts, not by a handler of its own here.
    stopOnTerminationSignals: false,
    logger: log,
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo), {
    path: GRAPHQL_PATH,
    method: ['GET', 'POST'],
    context: ({ headers, ip, id }) =>
      Promise.resolve({
        ...services,
        caller: { access: accessFor(headers.authorization, tokens), address: ip },
        requestId: id,
      }),
  });
  return apollo;
}

/** Asks the guard once the operation is known and before anything of it runs. */
function guarding({ guard, metrics }: Endpoint): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async didResolveOperation({ contextValue, document, operationName }) {
          metrics.operations.inc({ transport: 'http' });
          await guard.check(contextValue.caller, document, operationName).catch((error: unknown) => {
            throw refusal(error);
          });
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
