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

/** What somebody may do, by an `Authorization` header or the `authorization` of `connection_init`, such as `Bearer abc`. */
export type AccessFor = (authorization: unknown) => Access;

/** What bearer tokens allow. The ingest token also reads: whoever may write the history may see it. */
export function accessByToken({ ingestToken, readToken, workerToken }: TokenSettings): AccessFor {
  const [isIngest, isRead, isWorker] = [ingestToken, readToken, workerToken].map(comparison) as [
    Comparison,
    Comparison,
    Comparison,
  ];
  return (authorization) => {
    const token = typeof authorization === 'string' ? authorization.replace(/^Bearer +/i, '') : '';
    const given = token === '' ? null : digestOf(token);
    const byWorker = isWorker(given);
    const mayWrite = byWorker || isIngest(given);
    return {
      isWorker: byWorker,
      mayIngest: ingestToken === undefined || mayWrite,
      mayRead: readToken === undefined || mayWrite || isRead(given),
    };
  };
}

/** @param given the digest of the token that was sent, if one was */
type Comparison = (given: Buffer | null) => boolean;

/** In constant time; digests are all of one length, so that not even a length leaks. */
function comparison(expected: string | undefined): Comparison {
  if (expected === undefined) return () => false;
  const digest = digestOf(expected);
  return (given) => given !== null && timingSafeEqual(given, digest);
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Whether only this machine can reach a host address. */
export const isLoopback = (host: string) => LOOPBACK.test(host);
