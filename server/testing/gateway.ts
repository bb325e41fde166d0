import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers in the server's place; returns whether it did. */
export type Interception = (request: IncomingMessage, body: string, response: ServerResponse) => boolean;

/** Answers of a gateway's own, as they are met in front of servers. */
export const GATEWAY_ANSWERS: [string, (response: ServerResponse) => void][] = [
  ['503 with JSON of its own', json(503, { message: 'no healthy upstream' })],
  ['200 with JSON of its own', json(200, { message: 'signed in' })],
  ['429 with JSON of its own', json(429, { errors: [{ message: 'slow down' }] })],
  ['413 with a page', json(413, '<h1>Request Entity Too Large</h1>')],
  ['502 with a page', json(502, '<h1>Bad gateway</h1>')],
  ['an empty body', json(200, '')],
  ['a body that is cut', json(200, '{"data":{"predictAnomalies":[{"candle":{"openTime":"2021')],
  ['no data', json(200, { data: null })],
  ['a connection that is cut', (response) => response.socket?.destroy()],
];

/** An answer with this status and body, which need not be JSON at all. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** A reverse proxy between a client and the server, which passes HTTP and no WebSockets, and can answer by itself. */
export class Gateway implements AsyncDisposable {
  /** Undefined passes every request on. */
  intercept: Interception | undefined;
  /** The same for an answer of the server: what it has done is done. */
  replace: Interception | undefined;
  readonly url: string;
  readonly #server;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param target the server's address, such as `http://127.0.0.1:4000` */
  static async start(target: string): Promise<Gateway> {
    const server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gateway = new Gateway(server);
    async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
      let body = '';
      for await (const part of request) body += String(part);
      if (gateway.intercept?.(request, body, response)) return;
      const passed = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json' },
        ...(body && { body }),
      }).catch(() => undefined);
      if (gateway.replace?.(request, body, response)) return;
      const retryAfter = passed?.headers.get('retry-after');
      response.writeHead(passed?.status ?? 502, {
        'content-type': 'application/json',
        ...(retryAfter && { 'retry-after': retryAfter }),
      });
      response.end((await passed?.text()) ?? '');
    }
    return gateway;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
