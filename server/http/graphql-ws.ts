import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionArgs,
} from 'graphql';
import type { OperationResult, ServerOptions } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Context } from '../graphql/context.ts';
import { answerError, logFaults, refusal, type Endpoint } from '../graphql/endpoint.ts';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { SharedOperations } from '../graphql/shared-execution.ts';
import { AddressCount } from './connections.ts';
import { answerBare, answerBareError, GRAPHQL_PATH } from './http-errors.ts';
import { eventStream } from './event-stream.ts';
import { preparing, type ConnectionParameters } from './prepare-operation.ts';
import type { RunningRequests } from './running-requests.ts';
import { watchForStalls } from './stalled-sockets.ts';

/** As much as HTTP takes. */
const LONGEST_MESSAGE = 1024 * 1024;

/** What may wait for one reader before further answers to its queries are refused. */
const MOST_UNREAD = 16 * LONGEST_MESSAGE;

/**
 * Also how long a pong may take. A client that stops reading can't answer: it must be longer than that takes to be noticed
 * on a busy machine, or it is cut off without a word, and counted by nobody.
 */
const PING_EVERY_MS = 20_000;

/** A client that has been told to go and does not answer is cut off after this long: it must not hold up the end. */
const FAREWELL_MS = 1_000;

/** GraphQL over WebSocket at `/graphql`, protocol graphql-transport-ws, on the port of the HTTP server. */
export function serveGraphqlOverWebSocket(
  http: Server,
  endpoint: Endpoint,
  running: RunningRequests,
  mostPerAddress: number,
) {
  // Connections are counted where they are made; behind a proxy only this tells whose they are.
  const counts = new AddressCount('WebSockets of one address', mostPerAddress);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE });
  const stalls = watchForStalls(sockets, endpoint);
  const protocol = useServer(protocolOptions(endpoint, running), sockets, PING_EVERY_MS);
  sockets.on('wsClientError', (error, socket) => answerBare(socket, 400, 'BAD_USER_INPUT', error.message));
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', end);
    try {
      checkUpgrade(request, endpoint, running);
      counts.hold(endpoint.addressOf(request), socket);
    } catch (error) {
      answerBareError(socket, error);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) =>
      sockets.emit('connection', opened, senderOf(request)),
    );
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

/** A listener of its own: one made beside the request would keep that in memory, too. */
function end(this: Duplex): void {
  this.destroy();
}

/** Of the request that a WebSocket began with only what tells whose it is: all of it would stay in memory with the socket. */
function senderOf({ socket, headers }: IncomingMessage): IncomingMessage {
  const kept = { socket, headers: { 'x-forwarded-for': headers['x-forwarded-for'] } };
  return kept as Partial<IncomingMessage> as IncomingMessage;
}

/** Refuses what may not become a WebSocket while HTTP is still spoken, in which it can be said why. */
function checkUpgrade(
  { url, headers }: IncomingMessage,
  { origins }: Endpoint,
  running: RunningRequests,
): void {
  running.refuseWhenClosing();
  origins.checkHost(headers);
  origins.checkOrigin(headers);
  const path = url?.split('?')[0] ?? '';
  if (path !== GRAPHQL_PATH) {
    throw new BadInputError(`WebSockets are at ${GRAPHQL_PATH}, received ${path.slice(0, 100)}`);
  }
}

type Protocol = ServerOptions<ConnectionParameters, Extra>;
type OnOperation = NonNullable<Protocol['onOperation']>;

function protocolOptions(endpoint: Endpoint, running: RunningRequests): Protocol {
  const { metrics } = endpoint;
  const mask = (errors: readonly GraphQLError[]) =>
    errors.map((error) => answerError(endpoint, error.toJSON(), error));
  return {
    onSubscribe: preparing(endpoint, running),
    execute: (operation) => running.during(() => execute(operation)),
    subscribe,
    onOperation: sharing(endpoint, mask),
    onError(_socket, id, _payload, errors) {
      logFaults(endpoint, errors, id);
      return mask(errors);
    },
    onNext({ extra }, _id, _payload, { contextValue, document, operationName }, { errors, ...result }) {
      const unread = extra.socket.bufferedAmount;
      // Subscriptions wait for their reader by themselves; answers to queries would pile up.
      if (operationType(document, operationName) === OperationTypeNode.QUERY && unread > MOST_UNREAD) {
        return { errors: mask([refusal(new LimitExceededError('Bytes not read', MOST_UNREAD, unread))]) };
      }
      if (!errors) return undefined;
      logFaults(endpoint, errors, (contextValue as Context).requestId);
      return { ...result, errors: mask(errors) };
    },
    onClose: (_socket, code) => metrics.socketsClosed.inc({ code: String(code ?? 'none') }),
  };
}

/** What it throws would end the socket, with all other operations on it. */
async function subscribe(operation: ExecutionArgs): Promise<Awaited<OperationResult>> {
  try {
    return (await createSourceEventStream(operation)) as Awaited<OperationResult>;
  } catch {
    // Errors of a field or in the variables are results; graphql-js throws where it finds no field at all.
    return { errors: [refusal(new BadInputError(NOTHING_LEFT))] };
  }
}

const NOTHING_LEFT =
  'Expected a field to subscribe to, received none: what there is was left out by @skip or @include';

type Mask = (errors: readonly GraphQLError[]) => ReturnType<typeof answerError>[];

const operationType = (document: DocumentNode, operationName?: string | null) =>
  getOperationAST(document, operationName)?.operation;

/** Subscriptions get their events with results that all who subscribe to the same operation share. */
function sharing(endpoint: Endpoint, mask: Mask): OnOperation {
  const shared = new SharedOperations();
  return ({ extra: { socket } }, id, { query }, args, events) => {
    const isSubscription =
      operationType(args.document, args.operationName) === OperationTypeNode.SUBSCRIPTION;
    // What could not be subscribed to is a result with errors.
    if (!isSubscription || !isEventStream(events)) return;
    const { operation, leave } = shared.join(args, query);
    return eventStream({
      socket,
      id,
      events,
      resultOf: (event) => operation.resultOf(event),
      errorsFor(errors) {
        logFaults(endpoint, errors, (args.contextValue as Context).requestId);
        return mask(errors);
      },
      onEnd: leave,
    });
  };
}

const isEventStream = (result: OperationResult): result is AsyncGenerator<object> =>
  Symbol.asyncIterator in result;
