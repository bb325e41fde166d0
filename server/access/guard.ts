import { getOperationAST, OperationTypeNode, type DocumentNode } from 'graphql';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LimitExceededError, UnauthenticatedError } from '../errors/request-errors.ts';
import type { Access } from './tokens.ts';

/** Who sent an operation, over whichever transport. */
export interface Caller {
  access: Access;
  address: string;
}

/** Decides whether an operation may run: the same answer over HTTP and WebSocket. */
export class Guard {
  readonly #limiter: RateLimiterMemory;
  readonly #operationsPerSecond: number;

  /** @param operationsPerSecond what one client address may ask for */
  constructor(operationsPerSecond: number) {
    this.#operationsPerSecond = operationsPerSecond;
    // Counted over ten seconds, so that the burst of a page that opens is no offence.
    this.#limiter = new RateLimiterMemory({ points: operationsPerSecond * 10, duration: 10 });
  }

  /**
   * @throws {UnauthenticatedError} when the caller's token does not cover the operation
   * @throws {LimitExceededError} when the caller's address asks for too much
   */
  async check(
    { access, address }: Caller,
    document: DocumentNode,
    operationName?: string | null,
  ): Promise<void> {
    await this.#limiter.consume(address).catch((rejected: unknown) => {
      if (!(rejected instanceof RateLimiterRes)) throw rejected;
      throw new LimitExceededError(
        'Operations in 10 s',
        this.#operationsPerSecond * 10,
        rejected.consumedPoints,
      );
    });
    const isMutation = getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
    if (isMutation && !access.mayIngest) throw new UnauthenticatedError('mutations', 'INGEST_TOKEN');
    if (!isMutation && !access.mayRead)
      throw new UnauthenticatedError('queries and subscriptions', 'READ_TOKEN');
  }
}
