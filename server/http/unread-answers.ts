import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { limitKey } from '../access/client-address.ts';
import type { Endpoint } from '../graphql/endpoint.ts';
import { LimitExceededError } from '../errors/request-errors.ts';

/** Smaller answers are not worth the counting; with them a connection holds less than its own buffers. */
const LARGE_BYTES = 64 * 1024;
const PIECE_BYTES = 16 * 1024;
const MEGABYTE = 1024 * 1024;

export interface UnreadLimits {
  /** What may wait for one address, and for all of them. */
  perAddress: number;
  inAll: number;
}

const LIMITS: UnreadLimits = { perAddress: 32 * MEGABYTE, inAll: 128 * MEGABYTE };

/**
 * Bounds what large answers cost while nobody reads them: beyond the limit the next one is refused instead of kept. They
 * leave in pieces, so that it shows whether anybody reads.
 */
export function boundUnreadAnswers(
  http: FastifyInstance,
  { addressOf }: Pick<Endpoint, 'addressOf'>,
  limits: UnreadLimits = LIMITS,
): void {
  const unread = new Map<string, number>();
  let total = 0;
  http.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < LARGE_BYTES) return payload;
    const bytes = Buffer.from(payload);
    const key = limitKey(addressOf(request.raw));
    const own = unread.get(key) ?? 0;
    check('Bytes of answers that one address has not read', limits.perAddress, own + bytes.length);
    check('Bytes of answers that nobody has read', limits.inAll, total + bytes.length);
    unread.set(key, own + bytes.length);
    total += bytes.length;
    reply.raw.once('close', () => {
      total -= bytes.length;
      const left = (unread.get(key) ?? 0) - bytes.length;
      if (left > 0) unread.set(key, left);
      else unread.delete(key);
    });
    reply.header('content-length', bytes.length);
    return Readable.from(pieces(bytes));
  });
}

function check(what: string, limit: number, received: number): void {
  if (received > limit) throw new LimitExceededError(what, limit, received);
}

export function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}
