import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { EXCHANGES } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { SourceKind } from '@detective/schema';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../ormconfig.ts';
import { clientAddress, trustedProxies } from './access/client-address.ts';
import { Guard } from './access/guard.ts';
import { OriginPolicy } from './access/origin-policy.ts';
import { DiskWatch } from './database/disk-watch.ts';
import { migrate } from './database/migrate.ts';
import { postgresFolder } from './database/postgres-cluster.ts';
import { DetectionFeed } from './feed/detection-feed.ts';
import { VerdictFeed } from './feed/verdict-feed.ts';
import { NO_CHANNEL, openRedisChannel } from './feed/wake-channel.ts';
import { buildServerSchema } from './resolvers/build-schema.ts';
import type { ServerDescription } from './graphql/context.ts';
import type { Endpoint } from './graphql/endpoint.ts';
import { limitRules } from './graphql/query-limits.ts';
import { serveGraphqlOverHttp } from './http/graphql-http.ts';
import { serveGraphqlOverWebSocket } from './http/graphql-ws.ts';
import { serveHealth } from './http/health.ts';
import { checkOrigins, shareWithOrigins } from './http/check-origins.ts';
import { answer, answerClientError, answerHttpErrors } from './http/http-errors.ts';
import { watchConnections } from './http/connections.ts';
import { serveDashboard } from './http/dashboard.ts';
import { servePlayground } from './http/playground.ts';
import { finishWhatRuns, RunningRequests } from './http/running-requests.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { boundUnreadAnswers } from './http/unread-answers.ts';
import { Detectors } from './ingest/detectors.ts';
import { Ingest } from './ingest/ingest.ts';
import { IntervalWarnings } from './operation/interval-warnings.ts';
import { Metrics } from './operation/metrics.ts';
import { measureNewestCandleAge } from './operation/newest-candle-age.ts';
import { OutageLog } from './operation/outage-log.ts';
import { Retention } from './operation/retention.ts';
import { ReplayControl } from './replay-control/replay-control.ts';
import type { Settings } from './settings.ts';
import { SourceStatus } from './sources/source-status.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** 1,000 candles take a fifth of this. */
const LARGEST_BODY = 1024 * 1024;
/** So long may a request take to arrive, its head a third of it: a megabyte at 35 kB a second. */
const LONGEST_ARRIVAL_MS = 30_000;
const LONGEST_HEAD_MS = 10_000;
const CHECK_EVERY_MS = 2_000;

export interface App {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  url: string;
  /** For whoever starts the source of candles: what it says here, page, API, health and metrics say. */
  sourceStatus: SourceStatus;
  /** From now on whatever is new is refused with SERVICE_UNAVAILABLE; what runs goes on. */
  beginClosing(): void;
  /** Finishes what runs, then ends all parts. */
  dispose(): Promise<void>;
}

/** Parts in the order in which they started; they end in the opposite one. */
type Started = (() => Promise<void> | void)[];

/**
 * Starts everything that serves: database connection and migrations, ingest, feed, GraphQL over HTTP and WebSocket,
 * pages, health and metrics.
 *
 * @param databaseUrl address of a PostgreSQL database
 * @param workerToken a bearer token that this server's own worker is given
 * @throws when the database can't be reached, the model can't be loaded or the port is taken; then nothing is left open
 */
export async function startApp(
  settings: Settings,
  databaseUrl: string,
  log: Logger,
  workerToken?: string,
): Promise<App> {
  const started: Started = [];
  const running = new RunningRequests();
  const dispose = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const endpoint = await startServices(settings, databaseUrl, log, started, workerToken);
    const url = await startTransports(settings, endpoint, running, started);
    const { sourceStatus } = endpoint.services;
    return { url, sourceStatus, beginClosing: () => running.beginClosing(), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startServices(
  settings: Settings,
  databaseUrl: string,
  log: Logger,
  started: Started,
  workerToken: string | undefined,
): Promise<Endpoint> {
  const isTrustedProxy = trustedProxies(settings.trustedProxies);
  const detectors = new Detectors(await loadArtifact(settings.model), settings.alertsPerWeek);
  const metrics = new Metrics(detectors.modelId);
  const diskWatch: DiskWatch = new DiskWatch({
    dataSource: () => dataSource,
    folder: settings.databaseUrl === undefined ? postgresFolder(settings.dataDir) : undefined,
    log,
  });
  const connect = () =>
    createDataSource(databaseUrl, settings.databaseTimeoutMs, diskWatch.onQueryError).initialize();
  const dataSource = await connect();
  started.push(() => dataSource.destroy());
  started.push(() => diskWatch.dispose());
  await migrate(dataSource);

  // Readers, however many, never take a connection from ingest.
  const ingestSource = await connect();
  started.push(() => ingestSource.destroy());

  const outage = new OutageLog(log, {
    began: 'The database is unavailable; subscribers wait for it',
    ended: 'The database is available again; subscribers get what they have missed',
  });
  const { onError, onSuccess: onRead } = outage;
  const feed = new DetectionFeed({
    dataSource,
    onError,
    onRead,
    onLag: (seconds) => metrics.feedLagSeconds.observe(seconds),
  });
  const { redisUrl } = settings;
  const verdictFeed = new VerdictFeed({
    dataSource,
    onError,
    onRead,
    tellOthers: (names) => channel.publish('verdicts', names),
  });
  const onWake = {
    detections: (names: string[]) => feed.wake(names),
    verdicts: (names: string[]) => verdictFeed.wake(names),
  };
  const channel = redisUrl ? openRedisChannel(redisUrl, onWake, log) : NO_CHANNEL;
  started.push(() => channel.dispose());
  const intervalWarnings = new IntervalWarnings(detectors.artifact.manifest, log);
  const ingest = new Ingest({
    dataSource: ingestSource,
    detectors,
    maxSeries: settings.maxSeries,
    onAnswer: (seconds) => metrics.ingestSeconds.observe(seconds),
    onCommit(names, detections) {
      metrics.countDetections(detections);
      intervalWarnings.check(detections);
      feed.wake(names);
      channel.publish('detections', names);
    },
  });
  started.push(() => ingest.dispose());
  started.push(() => feed.dispose());
  started.push(() => verdictFeed.dispose());
  const sourceStatus = new SourceStatus();
  metrics.gauge('source_failing', '1 while the source of candles fails or has given up', () =>
    sourceStatus.failure === null ? 0 : 1,
  );
  const replayControl = new ReplayControl();
  started.push(() => replayControl.dispose());
  startRetention(settings, dataSource, metrics, log, started);
  metrics.gauge('ingest_queue_length', 'Requests waiting to be judged', () => ingest.queueLength);
  metrics.gauge('subscribers', 'Subscriptions in progress', () => feed.followers + verdictFeed.followers);
  measureNewestCandleAge(metrics, dataSource);
  return {
    schema: await buildServerSchema(),
    services: {
      dataSource,
      diskWatch,
      ingest,
      feed,
      verdictFeed,
      detectors,
      replayControl,
      about: aboutThis(settings, detectors),
      sourceStatus,
    },
    tokens: { ...settings, workerToken },
    origins: new OriginPolicy(settings),
    addressOf: (request) => clientAddress(request, isTrustedProxy),
    hasIntrospection: settings.hasIntrospection,
    mostSubscriptions: settings.subscriptionsPerSocket,
    guard: new Guard(settings.rateLimit),
    limits: limitRules(settings),
    metrics,
    log,
  };
}

function startRetention(
  settings: Settings,
  dataSource: DataSource,
  metrics: Metrics,
  log: Logger,
  started: Started,
) {
  if (settings.retentionDays === undefined) return;
  const retention = new Retention({
    dataSource,
    days: settings.retentionDays,
    onDeleted: (count) => metrics.deletedCandles.inc(count),
    onError: (error) => log.warn({ error }, 'Old candles could not be deleted; trying again later'),
  });
  started.push(() => retention.dispose());
}

/** What runs is finished first; then sockets end, then HTTP. */
async function startTransports(
  settings: Settings,
  endpoint: Endpoint,
  running: RunningRequests,
  started: Started,
): Promise<string> {
  const http = createHttp(endpoint, running);
  const isTrustedProxy = trustedProxies(settings.trustedProxies);
  const connections = watchConnections(http.server, endpoint, {
    most: settings.connectionsPerAddress,
    isTrustedProxy,
  });
  started.push(() => connections.dispose());
  started.push(() => {
    // Nothing runs any more: what is left are idle connections, and requests whose head never came to an end.
    http.server.closeAllConnections();
    return http.close();
  });
  answerHttpErrors(http, endpoint);
  await shareWithOrigins(http, settings.allowedOrigins);
  await setSecurityHeaders(http);
  const apollo = await serveGraphqlOverHttp(http, endpoint);
  started.push(() => apollo.stop());
  await serveDashboard(http);
  if (settings.hasPlayground) servePlayground(http);
  serveHealth(http, endpoint);
  const sockets = serveGraphqlOverWebSocket(http.server, endpoint, running, settings.connectionsPerAddress);
  started.push(() => sockets.dispose());
  started.push(() => running.drain());
  return http.listen({ host: settings.host, port: settings.port });
}

function createHttp(endpoint: Endpoint, running: RunningRequests): FastifyInstance {
  const http: FastifyInstance = fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: LONGEST_ARRIVAL_MS,
    http: { headersTimeout: LONGEST_HEAD_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
    // Its own answer while closing is no GraphQL; ours is given below.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerClientError,
    frameworkErrors: ({ message }, request, reply) => answer(endpoint, request, reply, 400, message),
  });
  http.addHook('onResponse', async ({ id: requestId, method, url }, { statusCode, elapsedTime }) => {
    // Without the query string: operations sent with GET carry values in it.
    endpoint.log.debug(
      { requestId, method, path: url.split('?')[0], statusCode, ms: elapsedTime },
      'answered',
    );
  });
  http.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  checkOrigins(http, endpoint);
  finishWhatRuns(http, running);
  boundUnreadAnswers(http, endpoint);
  return http;
}

function aboutThis(settings: Settings, detectors: Detectors): ServerDescription {
  const { modelId, alertsPerWeek } = detectors;
  return { version, modelId, alertsPerWeek, source: sourceOf(settings) };
}

/** What the worker's candles are called, as long as nobody says otherwise. */
const FED = { symbol: 'BTC/USD', interval: '1h' };

function sourceOf({ replayRate, candlesCsv, exchange }: Settings): ServerDescription['source'] {
  if (replayRate === 'off') {
    return {
      kind: SourceKind.EXTERNAL,
      label: 'candles sent by clients',
      symbol: null,
      interval: null,
    };
  }
  if (exchange) return { kind: SourceKind.EXCHANGE, label: EXCHANGES[exchange].name, ...FED };
  if (candlesCsv) return { kind: SourceKind.CSV, label: basename(candlesCsv), ...FED };
  return { kind: SourceKind.SIMULATOR, label: 'simulated market', ...FED };
}
