import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers in the server's place; returns whether it did. */
export type Interception = (request: IncomingMessage, body: string, response: ServerResponse) => boolean;

/** A reverse proxy between a client and the server, which passes HTTP and no WebSockets, and can answer by itself. */
export class Gateway implements AsyncDisposable {
  /** Undefined passes everything on. */
  intercept: Interception | undefined;
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
