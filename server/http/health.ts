import type { FastifyInstance } from 'fastify';
import { accessFor } from '../access/tokens.ts';
import type { Endpoint } from '../graphql/endpoint.ts';

/** How long `/health` waits for the database before it says that it is away. */
const PATIENCE_MS = 2_000;

/**
 * `GET /health`: 200 while candles can be judged and stored, 503 while the database is away or its disk is full.
 * `GET /health/live`: 200 while the process runs.
 * `GET /metrics`: figures for Prometheus; needs the read token where there is one.
 */
export function serveHealth(app: FastifyInstance, { services, metrics, tokens }: Endpoint): void {
  const { dataSource, diskWatch, detectors, ingest, feed } = services;
  app.get('/health', async (_request, reply) => {
    const isUp = await within(PATIENCE_MS, dataSource.query('SELECT 1'));
    const isDiskFull = await diskWatch.isFull(isUp);
    const isReady = isUp && !isDiskFull;
    return reply.code(isReady ? 200 : 503).send({
      status: isReady
        ? 'ready'
        : isDiskFull
          ? 'the disk of the database is full'
          : 'waiting for the database',
      database: isUp ? 'up' : 'away',
      modelId: detectors.modelId,
      queueLength: ingest.queueLength,
      subscribers: feed.followers,
    });
  });
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/metrics', async (request, reply) => {
    if (!accessFor(request.headers.authorization, tokens).mayRead)
      return reply.code(401).send('READ_TOKEN needed\n');
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => true).catch(() => false), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
