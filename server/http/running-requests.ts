import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { ServerClosingError } from '../errors/request-errors.ts';

/** A request whose body is still on its way may go on arriving for so long once the server closes. */
const HALF_SENT_MS = 1_000;
/** Whatever still runs by then may be waiting for a database that does not answer; a stop has to end. */
const LONGEST_DRAIN_MS = 5_000;

/** Answers a request that has not wholly arrived, and ends its connection. */
type CutShort = (reason: ServerClosingError) => void;

/**
 * Counts what runs over either transport, so that closing is part of serving: what has begun is finished, what comes
 * later is refused with SERVICE_UNAVAILABLE, and a body that never ends holds up nobody.
 */
export class RunningRequests {
  readonly #arriving = new Map<ServerResponse, CutShort>();
  #running = 0;
  #isClosing = false;
  #onIdle: () => void = () => undefined;

  /** @throws {ServerClosingError} once the server closes */
  refuseWhenClosing(): void {
    if (this.#isClosing) throw new ServerClosingError();
  }

  /** A request whose head is here; it runs until its answer has been handed over or its connection ends. */
  began(response: ServerResponse, cutShort: CutShort): void {
    this.#arriving.set(response, cutShort);
    this.#running++;
    response.once('close', () => {
      this.#arriving.delete(response);
      this.#ended();
    });
  }

  /** Its body is here, too. */
  arrived(response: ServerResponse): void {
    this.#arriving.delete(response);
  }

  /** Runs an operation of a WebSocket; its answer is on its way when it no longer counts. */
  async during<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    this.#running++;
    try {
      return await work();
    } finally {
      // The protocol sends the result in the microtasks that follow.
      setImmediate(() => this.#ended());
    }
  }

  /** From now on everything new is refused. */
  beginClosing(): void {
    this.#isClosing = true;
  }

  /** Refuses what is new, and resolves when what had begun is answered, or after 5 s. */
  async drain(): Promise<void> {
    this.beginClosing();
    if (this.#running === 0) return;
    let timers: NodeJS.Timeout[] = [];
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      timers = [
        setTimeout(() => this.#cutArrivingShort(), HALF_SENT_MS),
        setTimeout(resolve, LONGEST_DRAIN_MS),
      ];
    });
    for (const timer of timers) clearTimeout(timer);
  }

  #ended(): void {
    if (--this.#running === 0) this.#onIdle();
  }

  #cutArrivingShort(): void {
    for (const cutShort of this.#arriving.values()) cutShort(new ServerClosingError());
    this.#arriving.clear();
  }
}

/** Counts the requests of HTTP, and refuses those that come once the server closes. */
export function finishWhatRuns(http: FastifyInstance, running: RunningRequests): void {
  http.addHook('onRequest', async (_request, reply) => {
    try {
      running.refuseWhenClosing();
    } catch (error) {
      // Whoever keeps a connection would come back over it to a server that is gone.
      reply.header('connection', 'close');
      throw error;
    }
    running.began(reply.raw, (reason) => reply.header('connection', 'close').send(reason));
  });
  http.addHook('preValidation', async (_request, reply) => running.arrived(reply.raw));
}
