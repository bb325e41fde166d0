import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A message that arrived, verified by the official library. */
export interface Received {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown> & {
    deliveries?: { id: string; type: string }[];
    incident?: { id: string; peak: { returnPeriodHours: number | null } };
  };
  /** By this machine's clock, in ms. */
  at: number;
  path: string;
}

export type Reply = (response: ServerResponse, received: Received) => void;

/** Answers of a receiver. */
export const replies = {
  ok: (response) => void response.writeHead(204).end(),
  fails: (response) => void response.writeHead(500).end('out of order'),
  isBusy: (response) => void response.writeHead(429, { 'retry-after': '1' }).end(),
  isGone: (response) => void response.writeHead(410).end(),
  cuts: (response) => void response.socket?.destroy(),
  cutsHalfWay(response) {
    response.writeHead(200, { 'content-length': '1000' }).write('half');
    setTimeout(() => response.socket?.destroy(), 20);
  },
} as const satisfies Record<string, Reply>;

/** A receiver of webhooks on loopback, as those who get them write one. */
export class Receiver implements AsyncDisposable {
  readonly received: Received[] = [];
  /** What was refused because no secret verifies it. */
  readonly unverified: string[] = [];
  secrets: string[] = [];
  reply: Reply = replies.ok;
  readonly url: string;
  readonly #server;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(port = 0): Promise<Receiver> {
    const server = createServer((request, response) => void receiver.#take(request, response));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const receiver: Receiver = new Receiver(server);
    return receiver;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const message = this.#verify(body, headers);
    if (!message) {
      this.unverified.push(body);
      return void response.writeHead(401).end();
    }
    const received: Received = {
      ...message,
      id: headers['webhook-id'] ?? '',
      at: Date.now(),
      path: request.url ?? '',
    };
    this.received.push(received);
    this.reply(response, received);
  }

  #verify(body: string, headers: Record<string, string>) {
    for (const secret of this.secrets) {
      try {
        return new Webhook(secret).verify(body, headers) as Pick<Received, 'type' | 'timestamp' | 'data'>;
      } catch {
        // It may be signed with the next.
      }
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
