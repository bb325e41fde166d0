import { getOperationAST, OperationTypeNode, type DocumentNode } from 'graphql';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LimitExceededError, UnauthenticatedError } from '../errors/request-errors.ts';
import { limitKey } from './client-address.ts';
import type { Access } from './tokens.ts';

/** Who sent an operation, over whichever transport. */
export interface Caller {
  access: Access;
  address: string;
}

/** Counted over so long, so that the burst of a page that opens is no offence. */
const WINDOW_SECONDS = 10;

/** Decides whether an operation may run: the same answer over HTTP and WebSocket. */
export class Guard {
  readonly #limiter: RateLimiterMemory;
  readonly #most: number;

  /** @param operationsPerSecond what one client address may ask for */
  constructor(operationsPerSecond: number) {
    this.#most = operationsPerSecond * WINDOW_SECONDS;
    this.#limiter = new RateLimiterMemory({ points: this.#most, duration: WINDOW_SECONDS });
  }

  /**
   * Counts an operation, before anybody has looked at it.
   *
   * @throws {LimitExceededError} when the caller's address asks for too much; the server's own worker never does
   * @throws {UnauthenticatedError} when nothing at all is open to the caller
   */
  async admit({ access, address }: Caller): Promise<void> {
    if (!access.isWorker) await this.#consume(limitKey(address));
    if (!access.mayRead && !access.mayIngest) throw readTokenNeeded();
  }

  /** @throws {UnauthenticatedError} when the caller's token does not cover the operation */
  authorise({ access }: Caller, document: DocumentNode, operationName?: string | null): void {
    const isMutation = getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
    if (isMutation && !access.mayIngest) throw new UnauthenticatedError('mutations', 'INGEST_TOKEN');
    if (!isMutation && !access.mayRead) throw readTokenNeeded();
  }

  async #consume(key: string): Promise<void> {
    await this.#limiter.consume(key).catch((rejected: unknown) => {
      if (!(rejected instanceof RateLimiterRes)) throw rejected;
      const { consumedPoints, msBeforeNext } = rejected;
      throw new LimitExceededError(
        `Operations in ${WINDOW_SECONDS} s`,
        this.#most,
        consumedPoints,
        // Reckoned by the clock on the wall: set back by an hour, it would have clients stay away for an hour.
        Math.min(msBeforeNext, WINDOW_SECONDS * 1_000),
      );
    });
  }
}

const readTokenNeeded = () => new UnauthenticatedError('queries and subscriptions', 'READ_TOKEN');
