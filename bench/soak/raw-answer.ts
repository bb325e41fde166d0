import { connect, type Socket } from 'node:net';

/** An answer over a connection that is read at will. */
export class RawAnswer {
  readonly socket: Socket;
  bytes = 0;
  isClosed = false;
  #head = '';

  constructor(url: string, request: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname)
      .on('error', () => undefined)
      .on('close', () => (this.isClosed = true))
      .on('data', (chunk: Buffer) => {
        this.bytes += chunk.length;
        if (!this.#head.includes('\r\n\r\n')) this.#head += chunk.toString('latin1');
      });
    this.socket.write(request);
  }

  /** A refusal, such as while the database is away, fits into the buffers between the two. */
  get isLarge(): boolean {
    return (this.#length ?? 0) > 1_000_000;
  }

  get isWhole(): boolean {
    const head = this.#head.indexOf('\r\n\r\n');
    return head >= 0 && this.bytes >= head + 4 + (this.#length ?? Infinity);
  }

  get #length(): number | undefined {
    const length = /content-length: (\d+)/i.exec(this.#head)?.[1];
    return length === undefined ? undefined : Number(length);
  }
}
