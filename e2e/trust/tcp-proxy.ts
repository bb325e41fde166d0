import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One connection through the proxy, open on both sides. */
export interface ProxiedConnection {
  readonly client: Socket;
  readonly upstream: Socket;
}

/** Sees every chunk before it goes on; says whether it may. */
export interface Gate {
  onRequest?: (chunk: Buffer, connection: ProxiedConnection) => boolean;
  onAnswer?: (chunk: Buffer, connection: ProxiedConnection) => boolean;
}

/** Ends both sides at once, as a network that fails does. */
export function cut({ client, upstream }: ProxiedConnection): void {
  client.destroy();
  upstream.destroy();
}

/** Stands between a client and a server on loopback, so that a test can let the network fail at a chosen byte. */
export class TcpProxy {
  /** What lets chunks through; everything while undefined. */
  gate: Gate = {};
  readonly port: number;
  /** Connections that have been opened so far. */
  opened = 0;
  #isFrozen = false;
  #target: number;
  #server: Server;
  readonly #open = new Set<ProxiedConnection>();
  /** Those of before a thaw. */
  readonly #silent = new WeakSet<ProxiedConnection>();

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#accept(client));
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    return new TcpProxy(await listen(0), targetPort);
  }

  /** Cuts every connection and refuses new ones, as a machine that is down. */
  async goAway(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#open) cut(connection);
    await closed;
  }

  /** Listens again where it did before. */
  async comeBack(targetPort: number): Promise<void> {
    this.#target = targetPort;
    this.#server = await listen(this.port);
    this.#server.on('connection', (client) => this.#accept(client));
  }

  /**
   * Lets nothing through any more and closes nothing, as a network that is gone: neither side hears of the other, not
   * even that it has ended. New connections find somebody who takes them and never speaks.
   */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Lets new connections through again; what was open when it froze stays silent. */
  thaw(): void {
    this.#isFrozen = false;
    for (const connection of this.#open) this.#silent.add(connection);
  }

  /** Through this proxy instead: an address with its port exchanged. */
  through(url: string): string {
    const proxied = new URL(url);
    proxied.port = String(this.port);
    return proxied.href.replace(/\/$/, '');
  }

  #isSilent(connection: ProxiedConnection): boolean {
    return this.#isFrozen || this.#silent.has(connection);
  }

  #accept(client: Socket): void {
    const connection = { client, upstream: connect(this.#target, '127.0.0.1') };
    const { upstream } = connection;
    this.opened++;
    this.#open.add(connection);
    for (const socket of [client, upstream]) {
      // Its 'close' follows, and ends the other side.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (this.#isSilent(connection)) return;
        cut(connection);
        this.#open.delete(connection);
      });
    }
    client.on('data', (chunk) => {
      if (this.#isSilent(connection)) return;
      if (this.gate.onRequest?.(chunk, connection) ?? true) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (this.#isSilent(connection)) return;
      if (this.gate.onAnswer?.(chunk, connection) ?? true) client.write(chunk);
    });
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export const portOf = (url: string) => Number(new URL(url).port);
