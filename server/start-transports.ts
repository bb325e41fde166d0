import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { trustedProxies } from './access/client-address.ts';
import type { Endpoint } from './graphql/endpoint.ts';
import { checkOrigins, shareWithOrigins } from './http/check-origins.ts';
import { watchConnections } from './http/connections.ts';
import { serveDashboard } from './http/dashboard.ts';
import { serveGraphqlOverHttp } from './http/graphql-http.ts';
import { serveGraphqlOverWebSocket } from './http/graphql-ws.ts';
import { serveHealth } from './http/health.ts';
import { answer, answerClientError, answerHttpErrors } from './http/http-errors.ts';
import { ListenError } from './http/listen-error.ts';
import { servePlayground } from './http/playground.ts';
import { finishWhatRuns, type RunningRequests } from './http/running-requests.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { boundUnreadAnswers } from './http/unread-answers.ts';
import type { Settings } from './settings.ts';
import type { Started } from './started.ts';

/** 1,000 candles take a fifth of this. */
const LARGEST_BODY = 1024 * 1024;
/** So long may a request take to arrive, its head a third of it: a megabyte at 35 kB a second. */
const LONGEST_ARRIVAL_MS = 30_000;
const LONGEST_HEAD_MS = 10_000;
const CHECK_EVERY_MS = 2_000;

/**
 * Serves GraphQL over HTTP and WebSocket, the pages, health and metrics. At the end what runs is finished first; then
 * sockets end, then HTTP.
 *
 * @returns where it listens
 * @throws {ListenError} when it can't listen there
 */
export async function startTransports(
  settings: Settings,
  endpoint: Endpoint,
  running: RunningRequests,
  started: Started,
): Promise<string> {
  const http = createHttp(endpoint, running);
  const isTrustedProxy = trustedProxies(settings.trustedProxies);
  const connections = watchConnections(http.server, endpoint, {
    most: settings.connectionsPerAddress,
    isTrustedProxy,
  });
  started.push(() => connections.dispose());
  started.push(() => {
    // Nothing runs any more: what is left are idle connections, and requests whose head never came to an end.
    http.server.closeAllConnections();
    return http.close();
  });
  answerHttpErrors(http, endpoint);
  await shareWithOrigins(http, settings.allowedOrigins);
  setSecurityHeaders(http);
  const apollo = await serveGraphqlOverHttp(http, endpoint);
  started.push(() => apollo.stop());
  await serveDashboard(http);
  if (settings.hasPlayground) servePlayground(http);
  serveHealth(http, endpoint);
  const sockets = serveGraphqlOverWebSocket(http.server, endpoint, running, settings.connectionsPerAddress);
  started.push(() => sockets.dispose());
  started.push(() => running.drain());
  // The port was free when the start began, but another server may have taken it since.
  return http.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
    throw ListenError.explain(error, settings);
  });
}

function createHttp(endpoint: Endpoint, running: RunningRequests): FastifyInstance {
  const http: FastifyInstance = fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: LONGEST_ARRIVAL_MS,
    http: { headersTimeout: LONGEST_HEAD_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
    // Its own answer while closing is no GraphQL; ours is given below.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerClientError,
    frameworkErrors: ({ message }, request, reply) => answer(endpoint, request, reply, 400, message),
  });
  http.addHook('onResponse', async ({ id: requestId, method, url }, { statusCode, elapsedTime }) => {
    // Without the query string: operations sent with GET carry values in it.
    endpoint.log.debug(
      { requestId, method, path: url.split('?')[0], statusCode, ms: elapsedTime },
      'answered',
    );
  });
  http.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  checkOrigins(http, endpoint);
  finishWhatRuns(http, running);
  boundUnreadAnswers(http, endpoint);
  return http;
}
