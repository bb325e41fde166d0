import { simulate, type Ohlcv } from '@detective/data';
import { createClient, type Client } from 'graphql-ws';
import pino from 'pino';
import { WebSocket } from 'ws';
import { startApp, type App } from '../app.ts';
import { parseSettings } from '../settings.ts';
import { createDatabase } from './test-database.ts';

export interface Answer<Data> {
  data?: Data | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string } & Record<string, unknown>;
  }[];
}

/** A real server on a port of its own, with a client for each transport. */
export interface RunningServer extends AsyncDisposable {
  app: App;
  databaseUrl: string;
  /** One operation over HTTP, whole answer. */
  ask<Data = Record<string, unknown>>(
    query: string,
    variables?: object,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>>;
  /** A client for subscriptions, closed with the server. */
  connect(options?: { retryAttempts?: number; connectionParams?: Record<string, unknown> }): Client;
}

export async function startTestServer(
  environment: Record<string, string> = {},
  databaseUrl?: string,
  workerToken?: string,
): Promise<RunningServer> {
  const url = databaseUrl ?? (await createDatabase());
  const settings = parseSettings({ PORT: '0', REPLAY_RATE: 'off', ...environment });
  const app = await startApp(settings, url, pino({ level: 'silent' }), workerToken);
  const clients: Client[] = [];
  return {
    app,
    databaseUrl: url,
    async ask<Data>(query: string, variables: object = {}, headers: Record<string, string> = {}) {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer<Data>;
    },
    connect({ retryAttempts = 0, connectionParams = {} } = {}) {
      const client = createClient({
        url: `${app.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts,
        connectionParams,
      });
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.dispose()));
      await app.dispose();
    },
  };
}

/** Simulated hours from 2021-01-01, as GraphQL inputs. */
export function candleInputs(count: number, seed = 1) {
  return Array.from(simulate({ seed, interval: '1h', from: Date.UTC(2021, 0, 1), count }), toInput);
}

export const toInput = (candle: Ohlcv) => ({ ...candle, openTime: new Date(candle.openTime).toISOString() });

/** Takes so many results of a subscription, then ends it. */
export async function take<Item>(
  count: number,
  results: AsyncIterableIterator<unknown>,
  field: string,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const result of results) {
    items.push((result as { data: Record<string, Item> }).data[field] as Item);
    if (items.length === count) break;
  }
  return items;
}
