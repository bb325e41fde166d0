import type { Server } from 'node:http';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Context } from '../graphql/context.ts';
import { publicError } from '../graphql/errors.ts';

const LONGEST_MESSAGE = 256 * 1024;

/** GraphQL over WebSocket at `/graphql`, protocol graphql-transport-ws, on the port of the HTTP server. */
export function serveGraphqlOverWebSocket(
  http: Server,
  schema: GraphQLSchema,
  context: Context,
  log: Logger,
) {
  const sockets = new WebSocketServer({ server: http, path: '/graphql', maxPayload: LONGEST_MESSAGE });
  const mask = (errors: readonly GraphQLError[]) =>
    errors.map((error) => {
      const { message, locations, path, extensions } = publicError(error.toJSON(), error, log);
      return new GraphQLError(message, { path, extensions, ...(locations && { nodes: error.nodes }) });
    });
  return useServer(
    {
      schema,
      context: () => context,
      onError: (_socket, _id, _payload, errors) => mask(errors),
      onNext: (_socket, _id, _payload, _args, result) =>
        result.errors ? { ...result, errors: mask(result.errors) } : result,
    },
    sockets,
  );
}
