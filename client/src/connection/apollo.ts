import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { authorization } from './read-token.ts';
import { fetchWithin } from '../api/fetch-within.ts';

/** What happens to the one WebSocket that carries the subscriptions. */
export interface SocketListeners {
  onConnected(): void;
  onClosed(): void;
}

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** Longer than a server waits for its database by default. */
const ANSWER_WITHIN_MS = 45_000;

/**
 * The way to the server: queries over HTTP, subscriptions over a WebSocket, both at `graphql` beside this page.
 * Nothing is cached: candles are kept in the detection log, everything else is asked again.
 */
export function createApollo(listeners: SocketListeners): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(createSocket(listeners)),
      new HttpLink({ uri: endpoint().href, fetch: fetchWithToken }),
    ),
    cache: new InMemoryCache(),
    defaultOptions: { query: { fetchPolicy: 'no-cache' } },
  });
}

/** The page may lie in a folder of a site. */
const endpoint = () => new URL('graphql', new URL('.', location.href));

const fetchWithToken: typeof fetch = (input, init) =>
  fetchWithin(ANSWER_WITHIN_MS, input, {
    ...init,
    headers: { ...authorization(), ...(init?.headers as Record<string, string>) },
  });

function createSocket({ onConnected, onClosed }: SocketListeners) {
  // A sleeping laptop or a pulled cable closes nothing: only a missing pong tells.
  let pongDue: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: () => endpoint().href.replace(/^http/, 'ws'),
    connectionParams: authorization,
    // Retrying inside the socket would repeat the old `after`: `followForever` asks again with the newest candle.
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    on: {
      connected: onConnected,
      closed: () => {
        clearTimeout(pongDue);
        onClosed();
      },
      ping: (isReceived) => {
        if (!isReceived) pongDue = setTimeout(() => socket.terminate(), PONG_WITHIN_MS);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pongDue);
      },
    },
  });
  return socket;
}
