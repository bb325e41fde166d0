import { createHash, timingSafeEqual } from 'node:crypto';

/** What whoever sent a request may do. */
export interface Access {
  mayRead: boolean;
  mayIngest: boolean;
  /** The server's own worker, which no limit is meant for. */
  isWorker: boolean;
}

export interface TokenSettings {
  /** Needed for mutations; without it anybody may send candles. */
  ingestToken: string | undefined;
  /** Needed for queries and subscriptions; without it anybody may read. */
  readToken: string | undefined;
  /** Made at start and known to the server's own worker only. */
  workerToken?: string | undefined;
}

/**
 * What a bearer token allows. The ingest token also reads: whoever may write the history may see it.
 *
 * @param authorization an `Authorization` header or the `authorization` of `connection_init`, such as `Bearer abc`
 */
export function accessFor(
  authorization: unknown,
  { ingestToken, readToken, workerToken }: TokenSettings,
): Access {
  const token = typeof authorization === 'string' ? authorization.replace(/^Bearer +/i, '') : '';
  const is = (expected: string | undefined) => expected !== undefined && isSame(token, expected);
  const isWorker = is(workerToken);
  const mayWrite = isWorker || is(ingestToken);
  return {
    isWorker,
    mayIngest: ingestToken === undefined || mayWrite,
    mayRead: readToken === undefined || mayWrite || is(readToken),
  };
}

/** In constant time; the digests make the lengths equal, so that not even a length leaks. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Whether only this machine can reach a host address. */
export const isLoopback = (host: string) => LOOPBACK.test(host);
