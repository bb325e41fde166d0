import { createServer } from 'node:net';

/**
 * Fails as listening would: asked before anything of the database is touched, so that a server that can't serve does
 * not bring the database of the one that has its port to a newer version.
 *
 * @throws Node's own error, with code EADDRINUSE where the port is taken
 */
export function requireFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}
