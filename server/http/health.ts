import type { FastifyInstance } from 'fastify';
import type { Context } from '../graphql/context.ts';

/** How long `/health` waits for the database before it says that it is away. */
const PATIENCE_MS = 2_000;

/** `GET /health`: 200 while candles can be judged and stored, 503 while the database is away. */
export function serveHealth(app: FastifyInstance, { dataSource, detectors, ingest, feed }: Context): void {
  app.get('/health', async (_request, reply) => {
    const isReady = await within(PATIENCE_MS, dataSource.query('SELECT 1'));
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'waiting for the database',
      database: isReady ? 'up' : 'away',
      modelId: detectors.modelId,
      queueLength: ingest.queueLength,
      subscribers: feed.followers,
    });
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
