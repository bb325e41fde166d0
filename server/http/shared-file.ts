import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pieces } from './unread-answers.ts';

type Encoding = 'br' | 'gzip' | 'identity';

/** Of nine million bytes this quality leaves a quarter within two seconds; the best one takes half a minute. */
const BROTLI_QUALITY = 4;
const compressors = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  identity: (bytes: Buffer) => Promise.resolve(bytes),
};

/**
 * A file that lives in memory once, however many read it and however slowly: it is compressed when it is first asked
 * for, and handed out piece by piece.
 */
export class SharedFile {
  /** Changes whenever the content does; fit for a file name. */
  readonly hash: string;
  readonly #bytes: Buffer;
  readonly #headers: Record<string, string>;
  readonly #encoded = new Map<Encoding, Promise<Buffer>>();

  /** @param headers that go with every answer, such as its type and how long it may be kept */
  constructor(content: string, headers: Record<string, string>) {
    this.#bytes = Buffer.from(content);
    this.#headers = headers;
    this.hash = createHash('sha256').update(this.#bytes).digest('base64url').slice(0, 16);
  }

  async send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const encoding = encodingFor(request.headers['accept-encoding']);
    const etag = `"${this.hash}-${encoding}"`;
    reply.headers({ ...this.#headers, etag, vary: 'accept-encoding' });
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    const bytes = await this.#encode(encoding);
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply.header('content-length', bytes.length).send(Readable.from(pieces(bytes)));
  }

  #encode(encoding: Encoding): Promise<Buffer> {
    const known = this.#encoded.get(encoding);
    if (known) return known;
    const encoded = compressors[encoding](this.#bytes);
    this.#encoded.set(encoding, encoded);
    return encoded;
  }
}

/** Whether a client takes an encoding, by its `Accept-Encoding`; one with a weight of 0 it does not take. */
export const takesEncoding = (accepted: string | undefined, name: Encoding): boolean =>
  new RegExp(`(^|[ ,])${name}(?! *; *q=0(\\.0*)?( *,| *$))`).test(accepted ?? '');

/** The best encoding that a client takes. */
function encodingFor(accepted: string | undefined): Encoding {
  if (takesEncoding(accepted, 'br')) return 'br';
  return takesEncoding(accepted, 'gzip') ? 'gzip' : 'identity';
}
