import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyInstance } from 'fastify';
import { policyForInlineScripts } from './security-headers.ts';

/** Where the built dashboard lies; `npm run build` makes it. */
const DASHBOARD = fileURLToPath(new URL('../../client/dist', import.meta.url));

const EXAMPLE = `# Ctrl+Enter runs this.
query Newest {
  series { symbol interval candleCount anomalyCount lastOpenTime }
  detections(anomaliesOnly: true, limit: 5) {
    candle { openTime high low close }
    anomalyScore
    threshold
    reason
  }
}

subscription Live {
  anomalies { candle { symbol openTime close } kinds reason }
}
`;

/** The dashboard at `/` and a GraphiQL that needs nothing from the network at `/playground`. */
export async function servePages(app: FastifyInstance): Promise<void> {
  if (existsSync(DASHBOARD)) {
    await app.register(fastifyStatic, {
      root: DASHBOARD,
      setHeaders: (reply, path) => {
        // Built files carry a hash of their content in their name; the page that names them does not.
        const isHashed = path.includes('/assets/');
        reply.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  } else {
    app.get('/', (_request, reply) =>
      reply.code(503).type('text/plain').send('Run `npm run build` first.\n'),
    );
  }
  const playground = renderGraphiQL({
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    title: 'Playground',
    defaultQuery: EXAMPLE,
  });
  const policy = policyForInlineScripts(playground);
  app.get('/playground', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(playground),
  );
}
