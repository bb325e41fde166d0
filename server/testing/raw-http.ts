import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A client that keeps one connection, and says on it what it wants. */
export class OneConnection implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  /** @param url of the server, without a path */
  constructor(url: string) {
    this.#url = url;
  }

  async ask(
    path: string,
    { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: object; body?: string } = {},
  ): Promise<HttpAnswer> {
    const options = { method, headers: { ...headers }, agent: this.#agent };
    const outgoing = request(`${this.#url}${path}`, options).end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of incoming) text += String(chunk);
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
  }

  operation(query: string, variables: object = {}, headers: object = {}): Promise<HttpAnswer> {
    return this.ask('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

/** A connection of which the bytes are ours, and everything that came back over it. */
export class BareConnection implements Disposable {
  readonly socket: Socket;
  bytes = Buffer.alloc(0);
  readonly closed: Promise<void>;

  private constructor(url: string) {
    this.socket = connect(Number(new URL(url).port), '127.0.0.1');
    this.socket.on('data', (chunk) => (this.bytes = Buffer.concat([this.bytes, chunk])));
    // However it ends: `once` would take a reset for a failure.
    this.closed = new Promise((resolve) => {
      this.socket.on('error', () => undefined).on('close', () => resolve());
    });
  }

  get text(): string {
    return this.bytes.toString();
  }

  static async open(url: string, bytes = ''): Promise<BareConnection> {
    const connection = new BareConnection(url);
    await once(connection.socket, 'connect');
    if (bytes) connection.socket.write(bytes);
    return connection;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** A POST to /graphql whose body announces more than is sent. */
export const HALF_A_POST =
  'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"query":"{ se';

/** A request for a WebSocket at /graphql. */
export const upgradeRequest = (headers: Record<string, string> = {}, path = '/graphql') =>
  [
    `GET ${path} HTTP/1.1`,
    ...Object.entries({
      Host: 'localhost',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol': 'graphql-transport-ws',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n');
