import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { SourceState } from '@detective/schema';
import type { FastifyInstance } from 'fastify';
import type { Endpoint } from '../graphql/endpoint.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import { sharedResult } from '../operation/shared-result.ts';
import { within } from '../operation/within.ts';
import { takesEncoding } from './shared-file.ts';

/** How long `/health` waits for the database before it reports it as unavailable. */
const PATIENCE_MS = 2_000;
/** So old may its answer about the database be: anybody may ask, as often as they like. */
const LOOK_LASTS_MS = 100;

/**
 * `GET /health`: 200 while all is well; 503 while the database is away or its disk is full, and when the source of
 * candles has given up.
 * `GET /health/ready`: 200 while candles can be judged and stored, whatever their source does; for load balancers.
 * `GET /health/live`: 200 while the process runs.
 * `GET /metrics`: figures for Prometheus; needs the read token where there is one.
 */
export function serveHealth(app: FastifyInstance, { services, metrics, accessFor }: Endpoint): void {
  const { dataSource, diskWatch, detectors, ingest, feed, verdictFeed, sourceStatus } = services;
  const database = sharedResult(LOOK_LASTS_MS, async () => {
    const isUp = (await within(PATIENCE_MS, dataSource.query('SELECT 1'))) !== undefined;
    return { isUp, isDiskFull: await diskWatch.isFull(isUp) };
  });
  const look = async () => {
    const { isUp, isDiskFull } = await database();
    const fault = isDiskFull ? 'the disk of the database is full' : isUp ? null : 'waiting for the database';
    const status = fault ?? (hasGivenUp(sourceStatus) ? 'no candles' : 'ready');
    return {
      ...{ isReady: fault === null, status, database: isUp ? 'up' : 'away', source: sourceStatus },
      ...{ modelId: detectors.modelId, queueLength: ingest.queueLength },
      subscribers: feed.followers + verdictFeed.followers,
    };
  };
  app.get('/health', async (_request, reply) => {
    const { isReady, ...health } = await look();
    return reply.code(isReady && !hasGivenUp(sourceStatus) ? 200 : 503).send(health);
  });
  app.get('/health/ready', async (_request, reply) => {
    const { isReady, ...health } = await look();
    return reply.code(isReady ? 200 : 503).send(health);
  });
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/metrics', async (request, reply) => {
    if (!accessFor(request.headers.authorization).mayRead) return reply.code(401).send('READ_TOKEN needed\n');
    reply.type(metrics.registry.contentType).header('vary', 'accept-encoding');
    const text = await metrics.registry.metrics();
    // As Prometheus asks for it: the names of each line are those of the one before.
    if (!takesEncoding(request.headers['accept-encoding'], 'gzip')) return reply.send(text);
    return reply.header('content-encoding', 'gzip').send(await compressed(text));
  });
}

const compressed = promisify<string, Buffer>(gzip);

const hasGivenUp = ({ state, failure }: SourceStatus) => state === SourceState.ENDED && failure !== null;
