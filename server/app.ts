import { seriesName } from '@detective/data';
import { loadArtifact } from '@detective/models';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { clientAddress, trustedProxies } from './access/client-address.ts';
import { Guard } from './access/guard.ts';
import { OriginPolicy } from './access/origin-policy.ts';
import { CalmWatch } from './calm/calm-watch.ts';
import { connectDatabase } from './connect-database.ts';
import { CandleSums } from './database/candle-sums.ts';
import { deliveriesOf } from './delivery/deliveries-of.ts';
import { DetectionFeed } from './feed/detection-feed.ts';
import { IncidentFeed } from './incidents/incident-feed.ts';
import { VerdictFeed } from './feed/verdict-feed.ts';
import { NO_CHANNEL, openRedisChannel } from './feed/wake-channel.ts';
import { buildServerSchema } from './resolvers/build-schema.ts';
import type { Endpoint } from './graphql/endpoint.ts';
import { limitRules } from './graphql/query-limits.ts';
import { RunningRequests } from './http/running-requests.ts';
import { Detectors } from './ingest/detectors.ts';
import { Ingest } from './ingest/ingest.ts';
import { DeliveryRetention } from './operation/delivery-retention.ts';
import { IntervalWarnings } from './operation/interval-warnings.ts';
import { measureAlerts } from './calm/measure-alerts.ts';
import { Metrics } from './operation/metrics.ts';
import { measureNewestCandleAge } from './operation/newest-candle-age.ts';
import { OutageLog } from './operation/outage-log.ts';
import { Retention } from './operation/retention.ts';
import { ReplayControl } from './replay-control/replay-control.ts';
import type { Settings } from './settings.ts';
import { describeServer } from './describe-server.ts';
import { startDelivery } from './start-delivery.ts';
import { startTransports } from './start-transports.ts';
import type { Started } from './started.ts';
import { SourceStatus } from './sources/source-status.ts';
import { Watches } from './watches/watches.ts';

export interface App {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  url: string;
  /** For whoever starts the source of candles: what it says here, page, API, health and metrics say. */
  sourceStatus: SourceStatus;
  /** Which process follows exchanges for this server, where one does. */
  readonly watches: Pick<Watches, 'pid'>;
  /** From now on whatever is new is refused with SERVICE_UNAVAILABLE; what runs goes on. */
  beginClosing(): void;
  /** Finishes what runs, then ends all parts. */
  dispose(): Promise<void>;
}

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
    // Whatever takes its time to end, nothing new is taken from here on.
    running.beginClosing();
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const endpoint = await startServices(settings, databaseUrl, log, started, workerToken);
    const url = await startTransports(settings, endpoint, running, started);
    const { sourceStatus, watches } = endpoint.services;
    // Before what takes their candles.
    started.push(() => watches.stop());
    await watches.start(`${url}/graphql`);
    return { url, sourceStatus, watches, beginClosing: () => running.beginClosing(), dispose };
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
  const { dataSource, ingestSource, diskWatch, openSocket } = await connectDatabase(
    settings,
    databaseUrl,
    log,
    started,
    () => feed.readAnew(),
  );
  await detectors.budgets.read(dataSource.manager);

  const outage = new OutageLog(log, {
    began: 'The database is unavailable; subscribers wait for it',
    ended: 'The database is available again; subscribers get what they have missed',
  });
  const { onError, onSuccess: onRead } = outage;
  const feed: DetectionFeed = new DetectionFeed({
    dataSource,
    onError,
    onRead,
    onLag: (seconds) => metrics.feedLagSeconds.observe(seconds),
  });
  const { redisUrls } = settings;
  const verdictFeed = new VerdictFeed({
    dataSource,
    onError,
    onRead,
    tellOthers: (names) => channel.publish('verdicts', names),
  });
  const incidentFeed = new IncidentFeed({ dataSource, onError, onRead });
  const onWake = {
    detections: (names: string[]) => feed.wake(names),
    incidents: (names: string[]) => incidentFeed.wake(names),
    verdicts: (names: string[]) => verdictFeed.wake(names),
    watches: () => watches.wake(),
  };
  const channel = redisUrls ? openRedisChannel(redisUrls, onWake, log) : NO_CHANNEL;
  started.push(() => channel.dispose());
  const intervalWarnings = new IntervalWarnings(detectors.artifact.manifest, log);
  const { channels, tell } = await startDelivery(
    settings,
    { databaseUrl, openSocket, dataSource: ingestSource, metrics, log },
    started,
  );
  const ingest = new Ingest({
    dataSource: ingestSource,
    tell,
    detectors,
    maxSeries: settings.maxSeries,
    onAnswer: (seconds) => metrics.ingestSeconds.observe(seconds),
    onCommit(names, detections, steps) {
      metrics.countDetections(detections);
      intervalWarnings.check(detections);
      feed.wake(names);
      channel.publish('detections', names);
      if (steps.length === 0) return;
      const changed = [...new Set(steps.map(({ incident }) => seriesName(incident)))];
      incidentFeed.wake(changed);
      channel.publish('incidents', changed);
    },
  });
  started.push(() => ingest.dispose());
  let checkedAt = 0;
  metrics.gauge(
    'calm_checked_timestamp_seconds',
    'When it was last seen whether all is well; 0 for never',
    () => checkedAt,
  );
  const calmWatch = new CalmWatch({
    dataSource: ingestSource,
    log,
    heartbeatUrl: settings.heartbeatUrl,
    isDiskFull: () => diskWatch.isFull(true),
    onLook: () => (checkedAt = Date.now() / 1_000),
    onHeartbeat: (isAnswered) => metrics.heartbeats.inc({ result: isAnswered ? 'answered' : 'failed' }),
  });
  started.push(() => calmWatch.dispose());
  started.push(() => feed.dispose());
  started.push(() => verdictFeed.dispose());
  started.push(() => incidentFeed.dispose());
  const watches: Watches = new Watches({
    ...{ dataSource, ownSource: ingestSource, log, onError },
    ...{ watch: settings.watch, exchangeHosts: settings.exchangeHosts, most: settings.maxSeries },
    token: workerToken ?? settings.ingestToken,
    tellOthers: () => channel.publish('watches', []),
  });
  started.push(() => watches.dispose());
  const sourceStatus = new SourceStatus();
  metrics.gauge('source_failing', '1 while the source of candles fails or has given up', () =>
    sourceStatus.failure === null ? 0 : 1,
  );
  const replayControl = new ReplayControl();
  started.push(() => replayControl.dispose());
  startRetention(settings, dataSource, metrics, log, started);
  metrics.gauge('ingest_queue_length', 'Requests waiting to be judged', () => ingest.queueLength);
  metrics.gauge(
    'subscribers',
    'Subscriptions in progress',
    () => feed.followers + verdictFeed.followers + incidentFeed.followers + watches.followers,
  );
  measureNewestCandleAge(metrics, dataSource);
  measureAlerts(metrics, dataSource);
  return {
    schema: await buildServerSchema(),
    services: {
      dataSource,
      diskWatch,
      ingest,
      feed,
      verdictFeed,
      incidentFeed,
      detectors,
      candleSums: new CandleSums(),
      replayControl,
      about: describeServer(settings, detectors),
      sourceStatus,
      watches,
      channels,
      deliveriesOf: deliveriesOf(dataSource),
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
  const deliveryRetention = new DeliveryRetention({
    dataSource,
    days: settings.deliveryRetentionDays,
    onDeleted: (count) => metrics.deletedDeliveries.inc(count),
    onError: (error) => log.warn({ error }, 'Old receipts could not be deleted; trying again later'),
  });
  started.push(() => deliveryRetention.dispose());
  if (settings.retentionDays === undefined) return;
  const retention = new Retention({
    dataSource,
    days: settings.retentionDays,
    onDeleted: (count) => metrics.deletedCandles.inc(count),
    onError: (error) => log.warn({ error }, 'Old candles could not be deleted; trying again later'),
  });
  started.push(() => retention.dispose());
}
