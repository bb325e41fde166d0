import type { FastifyInstance } from 'fastify';
import { PLAYGROUND_POLICY } from './security-headers.ts';
import { SharedFile } from './shared-file.ts';

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

interface Playground {
  page: SharedFile;
  /** Its script and style by their file names, which carry a hash of their content. */
  assets: Map<string, SharedFile>;
}

/** A GraphiQL that needs nothing from the network, at `/playground`; nine megabytes that are read when first asked for. */
export function servePlayground(app: FastifyInstance): void {
  let playground: Promise<Playground> | undefined;
  const files = () => (playground ??= makePlayground());
  app.get('/playground', async (request, reply) => (await files()).page.send(request, reply));
  app.get<{ Params: { file: string } }>('/playground/:file', async (request, reply) => {
    const asset = (await files()).assets.get(request.params.file);
    return asset ? asset.send(request, reply) : reply.callNotFound();
  });
}

async function makePlayground(): Promise<Playground> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const whole = renderGraphiQL({
    endpoint: 'graphql',
    subscriptionsProtocol: 'WS',
    title: 'Playground',
    defaultQuery: EXAMPLE,
  });
  const assets = new Map<string, SharedFile>();
  const add = (content: string, extension: string, type: string) => {
    const file = new SharedFile(content, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const name = `graphiql-${file.hash}.${extension}`;
    assets.set(name, file);
    return `playground/${name}`;
  };
  const page = whole
    .replace(/<style>([^]*?)<\/style>/, (_all, style: string) => {
      return `<link rel="stylesheet" href="${add(style, 'css', 'text/css')}" />`;
    })
    .replace(/<script>([^]*?)<\/script>/, (_all, script: string) => {
      return `<script src="${add(script, 'js', 'text/javascript')}"></script>`;
    });
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': PLAYGROUND_POLICY,
  };
  return { page: new SharedFile(page, headers), assets };
}
