import type { ApolloClient } from '@apollo/client';
import { type InjectionKey, type Ref, inject, readonly, ref } from 'vue';
import { createApollo } from './apollo.ts';
import { type ConnectionState, isAnswered, isTokenNeeded, reasonOf } from './connection-state.ts';

export interface Server {
  readonly apollo: ApolloClient;
  readonly connection: Readonly<Ref<ConnectionState>>;
  /** The candles could not be had from the server; remembers since when, until they can. */
  markLost(error: unknown): void;
  /** The candles known until now have been had, and what comes is about to be asked for. */
  markReady(): void;
}

/** Under this key the application provides the server to its components. */
export const SERVER: InjectionKey<Server> = Symbol('server');

/** Opens the way to the server that this page came from. */
export function openServer(): Server {
  const connection = ref<ConnectionState>({ kind: 'connecting' });
  // The socket may be open all the while, for what else is followed, and may open before the candles are there.
  let isSocketOpen = false;
  let isReady = false;
  const settle = () => {
    if (isSocketOpen && isReady) connection.value = { kind: 'live' };
  };
  const markReady = () => {
    isReady = true;
    settle();
  };
  const markLost = (error: unknown) => {
    isReady = false;
    if (isTokenNeeded(error)) {
      connection.value = { kind: 'token-needed' };
      return;
    }
    const since = 'since' in connection.value ? connection.value.since : new Date();
    const kind = isAnswered(error) ? 'failing' : 'reconnecting';
    connection.value = { kind, since, reason: reasonOf(error) };
  };
  const apollo = createApollo({
    onConnected: () => {
      isSocketOpen = true;
      settle();
    },
    onClosed: () => (isSocketOpen = false),
  });
  return { apollo, connection: readonly(connection), markLost, markReady };
}

/** The server that the application provides. */
export function useServer(): Server {
  const server = inject(SERVER);
  if (!server) throw new Error('useServer() needs an application that provides SERVER.');
  return server;
}
