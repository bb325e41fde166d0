import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@detective/data';
import { RawSubscriber } from '../../e2e/trust/raw-subscriber.ts';

const LONG_MS = 8_000;

async function post(url: string, body: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return response.text();
}

const operation = (query: string, variables: object = {}) => JSON.stringify({ query, variables });

const SEND = 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }';
const IMPOSSIBLE = { symbol: 'BAD', open: 2, high: 1, low: 3, close: 2, volume: -1 };

/** What a client can do wrong, each harmless; those that answer give back what the server said. */
const MISDEEDS: Record<string, (url: string, symbol: string) => Promise<string | undefined>> = {
  'a candle that can not be true': (url) =>
    post(url, operation(SEND, { candle: { ...IMPOSSIBLE, openTime: '2021-01-01T00:00:00Z' } })),
  'other values for a stored candle': (url, symbol) =>
    post(
      url,
      operation(SEND, {
        candle: { symbol, openTime: '2021-01-01T00:00:00Z', open: 1, high: 2, low: 1, close: 1, volume: 1 },
      }),
    ),
  'a document that is none': (url) => post(url, operation('{ series { ')),
  'a body that is no JSON': (url) => post(url, '{"query":'),
  'a body that is too large': (url) => post(url, operation(`# ${'-'.repeat(1_100_000)}`)),
  'a socket that never speaks': async (url) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    await pause(LONG_MS);
    socket.destroy();
    return undefined;
  },
  'a request that stops in the middle': async (url) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-length: 900\r\n\r\n{"query"`,
    );
    await pause(LONG_MS);
    socket.destroy();
    return undefined;
  },
  'a subscriber that stops reading': async (url, symbol) => {
    const subscriber = await new RawSubscriber(url).connect();
    subscriber.subscribe(symbol, '2010-01-01T00:00:00Z', 'id reason', () => subscriber.socket.pause());
    await pause(LONG_MS);
    subscriber.socket.terminate();
    return undefined;
  },
  'a subscriber that hangs up at once': async (url, symbol) => {
    const subscriber = await new RawSubscriber(url).connect();
    subscriber.subscribe(symbol, '2010-01-01T00:00:00Z', 'id', () => undefined);
    const closed = once(subscriber.socket, 'close');
    subscriber.socket.terminate();
    await closed;
    return undefined;
  },
};

export interface Misbehaviour {
  /** How often each misdeed was done. */
  counts: Record<string, number>;
  /** Answers that blame the server for what was the client's fault. */
  internalErrors: string[];
}

/**
 * Does one thing wrong after the other until it is told to stop; servers that are away are part of it.
 *
 * @param storedSymbols those that have a candle: other values for one that is not stored yet would be its values
 */
export async function misbehave(
  urls: string[],
  storedSymbols: () => string[],
  random: Random,
  signal: AbortSignal,
): Promise<Misbehaviour> {
  const names = Object.keys(MISDEEDS);
  const result: Misbehaviour = { counts: {}, internalErrors: [] };
  while (!signal.aborted) {
    const name = names[random.integer(names.length)] ?? '';
    const url = urls[random.integer(urls.length)] ?? '';
    const symbols = storedSymbols();
    const symbol = symbols[random.integer(symbols.length)] ?? '';
    const answer = await MISDEEDS[name]?.(url, symbol).catch(() => undefined);
    result.counts[name] = (result.counts[name] ?? 0) + 1;
    if (answer?.includes('INTERNAL_SERVER_ERROR')) result.internalErrors.push(`${name}: ${answer}`);
    await pause(200, undefined, { signal }).catch(() => undefined);
  }
  return result;
}
