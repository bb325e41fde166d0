import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Context } from '../graphql/context.ts';
import { publicError } from '../graphql/errors.ts';

/** GraphQL over HTTP at `/graphql`, stopped together with the app. */
export async function serveGraphqlOverHttp(
  app: FastifyInstance,
  schema: GraphQLSchema,
  context: Context,
  log: Logger,
): Promise<ApolloServer<Context>> {
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, thrown) => publicError(formatted, thrown, log),
    plugins: [fastifyApolloDrainPlugin(app)],
    // The process ends by the settled order of main.ts, not by a handler of its own here.
    stopOnTerminationSignals: false,
    logger: log,
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo), { path: '/graphql', context: async () => context });
  return apollo;
}
