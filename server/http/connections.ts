import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { limitKey, peerAddress, type IsTrustedProxy } from '../access/client-address.ts';
import type { Endpoint } from '../graphql/endpoint.ts';
import { LimitExceededError } from '../errors/request-errors.ts';
import { answerBareError } from './http-errors.ts';

const LOOK_EVERY_MS = 2_000;
/** In how many looks on end a reader may take nothing of its answer: half a minute, since phones lose their network. */
const IDLE_LOOKS = 15;

export interface ConnectionOptions {
  /** Connections that one address may hold. */
  most: number;
  /** Those of proxies are not counted: each client behind them is, where it asks for a WebSocket. */
  isTrustedProxy: IsTrustedProxy;
  lookEveryMs?: number;
}

interface Reading {
  /** Bytes that the other end has taken off us. */
  taken: number;
  idleLooks: number;
}

/**
 * Keeps an eye on the connections of an HTTP server: so many for each address, and none that stopped reading, since what
 * it was sent stays in memory here until it does. WebSockets have a watch of their own, which says goodbye first.
 */
export function watchConnections(
  http: Server,
  { metrics, log }: Pick<Endpoint, 'metrics' | 'log'>,
  { most, isTrustedProxy, lookEveryMs = LOOK_EVERY_MS }: ConnectionOptions,
) {
  const counts = new AddressCount('Connections of one address', most);
  const readings = new Map<Socket, Reading>();
  http.on('connection', (socket) => {
    const address = peerAddress(socket);
    if (!isTrustedProxy(address)) {
      try {
        counts.hold(address, socket);
      } catch (error) {
        metrics.errors.inc({ code: 'LIMIT_EXCEEDED' });
        answerBareError(socket, error);
        return;
      }
    }
    readings.set(socket, { taken: 0, idleLooks: 0 });
    socket.on('close', () => readings.delete(socket));
  });
  http.on('upgrade', (request) => readings.delete(request.socket));
  const timer = setInterval(() => {
    for (const [socket, reading] of readings) {
      look(socket, reading);
      if (reading.idleLooks < IDLE_LOOKS) continue;
      metrics.readersDropped.inc();
      log.warn({ address: peerAddress(socket) }, 'A client stopped reading its answer and was dropped');
      socket.destroy();
    }
  }, lookEveryMs).unref();
  return { dispose: () => clearInterval(timer) };
}

/** Counts what each address holds, until it is closed. */
export class AddressCount {
  readonly #what: string;
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(what: string, most: number) {
    this.#what = what;
    this.#most = most;
  }

  /** @throws {LimitExceededError} when the address holds too many already */
  hold(address: string, held: { on(event: 'close', listener: () => void): unknown }): void {
    const key = limitKey(address);
    const count = (this.#counts.get(key) ?? 0) + 1;
    if (count > this.#most) throw new LimitExceededError(this.#what, this.#most, count);
    this.#counts.set(key, count);
    held.on('close', () => this.#release(key));
  }

  #release(key: string): void {
    const left = (this.#counts.get(key) ?? 0) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}

function look({ bytesWritten, writableLength }: Socket, reading: Reading): void {
  const taken = bytesWritten - writableLength;
  const isReading = writableLength === 0 || taken > reading.taken;
  reading.idleLooks = isReading ? 0 : reading.idleLooks + 1;
  reading.taken = taken;
}
