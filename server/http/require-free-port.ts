import { createServer } from 'node:net';
import { ListenError } from './listen-error.ts';

/**
 * Fails where listening would: asked before anything of the database is touched, so that a server that can't serve does
 * not bring the database of the one that has its port to a newer version.
 *
 * @throws {ListenError} when the port is taken or not allowed, or the address is none of this machine
 */
export function requireFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(ListenError.explain(error, { host, port })));
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}
