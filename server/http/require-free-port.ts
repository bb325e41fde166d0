import { createServer } from 'node:net';

interface Address {
  host: string;
  port: number;
}

const SENTENCES: Partial<Record<string, (address: Address) => string>> = {
  EADDRINUSE: ({ port }) => `The port ${port} is taken: set PORT to another one.`,
  EACCES: ({ port }) =>
    `The port ${port} needs rights that this user does not have: set PORT to another one.`,
  EADDRNOTAVAIL: ({ host }) => `This machine has no address ${host}: set HOST to one of its own.`,
  ENOTFOUND: ({ host }) => `The name ${host} has no address: set HOST to one of this machine.`,
};

/** The server can't listen where it is told to, in a sentence for whoever starts it; no stack is needed. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/**
 * Fails where listening would: asked before anything of the database is touched, so that a server that can't serve does
 * not bring the database of the one that has its port to a newer version.
 *
 * @throws {ListenError} when the port is taken or not allowed, or the address is none of this machine
 */
export function requireFreePort(address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const sentence = SENTENCES[error.code ?? '']?.(address);
      reject(sentence === undefined ? error : new ListenError(sentence, { cause: error }));
    });
    probe.listen({ host: address.host, port: address.port }, () => probe.close(() => resolve()));
  });
}
