import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { answerError, type Endpoint } from '../graphql/endpoint.ts';
import { knownError, retryAfterSeconds, type ErrorCode } from '../graphql/errors.ts';

/** Where GraphQL lies; everything below it answers in GraphQL's shape, whatever goes wrong. */
export const GRAPHQL_PATH = '/graphql';

/** HTTP's word for an error that ends a request before it has become an operation. */
const STATUS_OF: Partial<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  LIMIT_EXCEEDED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
};

const GRAPHQL_JSON = 'application/graphql-response+json';

const pathOf = (url: string) => url.split('?')[0] ?? '';
/** Whether an address, with or without a query, belongs to GraphQL. */
export function isGraphql(url: string): boolean {
  const path = pathOf(url);
  return path === GRAPHQL_PATH || path.startsWith(`${GRAPHQL_PATH}/`);
}

/** An error in the shape that GraphQL clients read. */
export const errorBody = (code: ErrorCode, message: string): string =>
  JSON.stringify({ errors: [{ message, extensions: { code } }] });

/** What goes with a status besides the body. */
export function headersFor(status: number, error?: unknown): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  if (status === 429 || status === 503) return { 'retry-after': String(retryAfterSeconds(error)) };
  return {};
}

/** The status for an error that a client may know of by its code. */
export const statusFor = (code: unknown): number => STATUS_OF[String(code)] ?? 400;

/**
 * Answers to requests that never became an operation: in the shape and with the codes of the others where GraphQL is,
 * and as a plain sentence elsewhere.
 */
export function answerHttpErrors(app: FastifyInstance, endpoint: Pick<Endpoint, 'metrics' | 'log'>): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error instanceof GraphQLError || knownError(error))
      return answerKnown(endpoint, error, request, reply);
    const status = error.statusCode ?? 500;
    if (status >= 500) endpoint.log.error({ error, requestId: request.id }, 'A request failed');
    const message = status >= 500 ? 'Something went wrong here. It was logged.' : error.message;
    return answer(endpoint, request, reply, status, message);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url);
    if (path !== GRAPHQL_PATH) {
      return answer(endpoint, request, reply, 404, `There is nothing at ${path.slice(0, 100)}.`);
    }
    const message = `GraphQL takes GET and POST, received ${request.method}`;
    return answer(endpoint, request, reply.header('allow', 'GET, POST'), 405, message);
  });
}

function answerKnown(
  endpoint: Pick<Endpoint, 'metrics'>,
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const formatted = error instanceof GraphQLError ? error.toJSON() : { message: error.message };
  const known = answerError(endpoint, formatted, error);
  const status = statusFor(known.extensions?.code);
  return send(request, reply.code(status).headers(headersFor(status, error)), { errors: [known] });
}

/** Puts a status of HTTP into words; a body that is too long is a limit, too, but waiting does not help it. */
export function answer(
  { metrics }: Pick<Endpoint, 'metrics'>,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
): FastifyReply {
  const code: ErrorCode =
    status === 413 ? 'LIMIT_EXCEEDED' : status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
  metrics.errors.inc({ code });
  return send(request, reply.code(status), { errors: [{ message, extensions: { code } }] });
}

function send(request: FastifyRequest, reply: FastifyReply, body: { errors: GraphQLFormattedError[] }) {
  if (!isGraphql(request.url)) {
    return reply.type('text/plain; charset=utf-8').send(`${body.errors[0]?.message}\n`);
  }
  const isNew = request.headers.accept?.includes(GRAPHQL_JSON) ?? false;
  return reply.type(`${isNew ? GRAPHQL_JSON : 'application/json'}; charset=utf-8`).send(JSON.stringify(body));
}

/** Answers on a bare connection, for what is no HTTP or no WebSocket, and ends it. */
export function answerBare(socket: Duplex, status: number, code: ErrorCode, message: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = errorBody(code, message);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headersFor(status)).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Answers with an error that a client may know of. */
export function answerBareError(socket: Duplex, error: unknown): void {
  const known = knownError(error) ?? FAULT;
  answerBare(socket, statusFor(known.code), known.code, known.message);
}

const FAULT = { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong here.' } as const;

/** Requests that Node's parser gave up on: too long a head, too slow, or no HTTP at all. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return answerBare(socket, 431, 'LIMIT_EXCEEDED', 'The headers of this request are too long');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return answerBare(socket, 408, 'LIMIT_EXCEEDED', 'This request took too long to arrive');
    case 'ECONNRESET':
      socket.destroy();
      return;
    default:
      return answerBare(socket, 400, 'BAD_USER_INPUT', 'This is no request of HTTP');
  }
}
