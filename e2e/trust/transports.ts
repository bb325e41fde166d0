import { once } from 'node:events';
import { WebSocket } from 'ws';

/** An answer as it came over the wire: whatever else it is, its text must give nothing away. */
export interface RawAnswer {
  text: string;
  /** HTTP's status; undefined over WebSocket. */
  status?: number;
  /** Codes of the errors in it. */
  codes: string[];
}

export interface Operation {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
}

export type Transport = (url: string, operation: Operation) => Promise<RawAnswer>;

interface Faults {
  errors?: { extensions?: { code?: string } }[];
}

const codesOf = (errors: Faults['errors']) =>
  (errors ?? []).map(({ extensions }) => extensions?.code ?? 'no code');

/** Sends a body as it is. */
export async function post(
  url: string,
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<RawAnswer> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', body, headers });
  const text = await response.text();
  return { text, status: response.status, codes: codesOf((JSON.parse(text) as Faults).errors) };
}

const overHttp: Transport = (url, operation) => post(url, JSON.stringify(operation));

/** A connection for one operation; one that is closed by the server for it gives the close code as its error code. */
const overWebSocket: Transport = async (url, operation) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = once(socket, 'close').then(([code, reason]): RawAnswer => {
    return { text: String(reason), codes: [String(code)] };
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: operation }));
  const answered = once(socket, 'message').then(([data]): RawAnswer => {
    const text = String(data);
    const { type, payload } = JSON.parse(text) as { type: string; payload?: Faults | Faults['errors'] };
    return {
      text,
      codes: codesOf(type === 'error' ? (payload as Faults['errors']) : (payload as Faults)?.errors),
    };
  });
  const answer = await Promise.race([answered, closed]);
  socket.terminate();
  return answer;
};

export const TRANSPORTS: [string, Transport][] = [
  ['HTTP', overHttp],
  ['WebSocket', overWebSocket],
];
