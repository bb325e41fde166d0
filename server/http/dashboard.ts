import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the built dashboard lies; `npm run build` makes it. */
const DASHBOARD = fileURLToPath(new URL('../../client/dist', import.meta.url));

/** The dashboard at `/`, with its files as they were compressed when it was built. */
export async function serveDashboard(app: FastifyInstance, folder = DASHBOARD): Promise<void> {
  if (!existsSync(folder)) {
    app.get('/', (_request, reply) =>
      reply.code(503).type('text/plain').send('Run `npm run build` first.\n'),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    // What `npm start` notes beside the files concerns nobody else.
    dotfiles: 'ignore',
    // Else the header that is set below would be overwritten.
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Built files carry a hash of their content in their name; the page that names them does not.
      const isHashed = path.includes('/assets/');
      reply.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      reply.setHeader('vary', 'accept-encoding');
    },
  });
}
