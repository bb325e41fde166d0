import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { execute, GraphQLError, parse, subscribe, validate, type ExecutionArgs } from 'graphql';
import type { ServerOptions } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { accessFor } from '../access/tokens.ts';
import type { Context } from '../graphql/context.ts';
import { answerError, logFaults, refusal, type Endpoint } from '../graphql/endpoint.ts';
import { allRules, MOST_TOKENS } from '../graphql/query-limits.ts';
import { answerBare, GRAPHQL_PATH } from './http-errors.ts';
import type { RunningRequests } from './running-requests.ts';
import { watchForStalls } from './stalled-sockets.ts';

/** As much as HTTP takes. */
const LONGEST_MESSAGE = 1024 * 1024;

type Parameters = { authorization?: unknown };

/** A client that has been told to go and does not answer is cut off after this long: it must not hold up the end. */
const FAREWELL_MS = 1_000;

/** GraphQL over WebSocket at `/graphql`, protocol graphql-transport-ws, on the port of the HTTP server. */
export function serveGraphqlOverWebSocket(http: Server, endpoint: Endpoint, running: RunningRequests) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE });
  const stalls = watchForStalls(sockets, endpoint);
  const protocol = useServer(protocolOptions(endpoint, running), sockets);
  sockets.on('wsClientError', (error, socket) => answerBare(socket, 400, 'BAD_USER_INPUT', error.message));
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (isRefused(request, socket, running)) return;
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  return {
    /** Closes every socket with 1001, upon which clients reconnect. */
    async dispose() {
      stalls.dispose();
      const timer = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, FAREWELL_MS);
      await protocol.dispose();
      clearTimeout(timer);
    },
  };
}

/** Answers a request that may not become a WebSocket as HTTP does, since that is what it still speaks. */
function isRefused({ url }: IncomingMessage, socket: Duplex, running: RunningRequests): boolean {
  const path = url?.split('?')[0] ?? '';
  if (path !== GRAPHQL_PATH) {
    const message = `WebSockets are at ${GRAPHQL_PATH}, received ${path.slice(0, 100)}`;
    answerBare(socket, 404, 'BAD_USER_INPUT', message);
    return true;
  }
  try {
    running.refuseWhenClosing();
    return false;
  } catch (error) {
    answerBare(socket, 503, 'SERVICE_UNAVAILABLE', (error as Error).message);
    return true;
  }
}

function protocolOptions(endpoint: Endpoint, running: RunningRequests): ServerOptions<Parameters, Extra> {
  const { schema, services, tokens, limits, metrics } = endpoint;
  const rules = allRules(limits);
  const mask = (errors: readonly GraphQLError[]) =>
    errors.map((error) => answerError(endpoint, error.toJSON(), error));
  return {
    schema,
    onSubscribe: (_socket, _id, { query }) => closingErrors(running) ?? syntaxErrors(query),
    parse: (source) => parse(source, { maxTokens: MOST_TOKENS }),
    validate: (schema, document) => validate(schema, document, rules),
    context: ({ connectionParams, extra }): Context => ({
      ...services,
      caller: {
        access: accessFor(connectionParams?.authorization, tokens),
        address: addressOf(extra.request),
      },
      requestId: randomUUID(),
    }),
    execute: (operation) =>
      running.during(async () => (await refused(endpoint, operation)) ?? (await execute(operation))),
    subscribe: async (operation) => (await refused(endpoint, operation)) ?? subscribe(operation),
    onError: (_socket, _id, _payload, errors) => mask(errors),
    onNext(_socket, _id, _payload, { contextValue }, { errors, ...result }) {
      if (!errors) return undefined;
      logFaults(endpoint, errors, (contextValue as Context).requestId);
      return { ...result, errors: mask(errors) };
    },
    onClose: (_socket, code) => metrics.socketsClosed.inc({ code: String(code ?? 'none') }),
  };
}

function closingErrors(running: RunningRequests): GraphQLError[] | undefined {
  try {
    running.refuseWhenClosing();
    return undefined;
  } catch (error) {
    return [refusal(error)];
  }
}

/** Else graphql-ws would take a document that can't be parsed for a fault of ours, and close the whole connection. */
function syntaxErrors(query: string): GraphQLError[] | undefined {
  try {
    parse(query, { maxTokens: MOST_TOKENS });
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** The refusal of an operation as a result, or undefined when it may run. */
async function refused(
  { guard, metrics }: Endpoint,
  { contextValue, document, operationName }: ExecutionArgs,
) {
  metrics.operations.inc({ transport: 'websocket' });
  try {
    await guard.check((contextValue as Context).caller, document, operationName);
    return undefined;
  } catch (error) {
    return { errors: [refusal(error)] };
  }
}

const addressOf = (request: IncomingMessage) => request.socket.remoteAddress ?? 'unknown';
