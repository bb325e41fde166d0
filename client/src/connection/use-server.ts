import type { ApolloClient } from '@apollo/client';
import { type InjectionKey, type Ref, inject, readonly, ref } from 'vue';
import { createApollo } from '../api/apollo.ts';
import { type ConnectionState, isAnswered, isTokenNeeded, reasonOf } from './connection-state.ts';

export interface Server {
  readonly apollo: ApolloClient;
  readonly connection: Readonly<Ref<ConnectionState>>;
  /** Something could not be had from the server; remembers since when, until the socket is back. */
  markLost(error: unknown): void;
}

/** Under this key the application provides the server to its components. */
export const SERVER: InjectionKey<Server> = Symbol('server');

/** Opens the way to the server that this page came from. */
export function openServer(): Server {
  const connection = ref<ConnectionState>({ kind: 'connecting' });
  const markLost = (error: unknown) => {
    if (isTokenNeeded(error)) {
      connection.value = { kind: 'token-needed' };
      return;
    }
    const since = 'since' in connection.value ? connection.value.since : new Date();
    const kind = isAnswered(error) ? 'failing' : 'reconnecting';
    connection.value = { kind, since, reason: reasonOf(error) };
  };
  const apollo = createApollo({
    onConnected: () => (connection.value = { kind: 'live' }),
    onClosed: () => undefined,
  });
  return { apollo, connection: readonly(connection), markLost };
}

/** The server that the application provides. */
export function useServer(): Server {
  const server = inject(SERVER);
  if (!server) throw new Error('useServer() needs an application that provides SERVER.');
  return server;
}
