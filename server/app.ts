import { loadArtifact } from '@detective/models';
import type { Logger } from 'pino';
import { clientAddress, trustedProxies } from './access/client-address.ts';
import { Guard } from './access/guard.ts';
import { OriginPolicy } from './access/origin-policy.ts';
import { accessByToken } from './access/tokens.ts';
import { connectDatabase } from './connect-database.ts';
import { CandleSums } from './database/candle-sums.ts';
import { deliveriesOf } from './delivery/deliveries-of.ts';
import { buildServerSchema } from './resolvers/build-schema.ts';
import { beginErrorsAtZero, type Endpoint } from './graphql/endpoint.ts';
import { limitRules } from './graphql/query-limits.ts';
import { RunningRequests } from './http/running-requests.ts';
import { Detectors } from './ingest/detectors.ts';
import { Ingest } from './ingest/ingest.ts';
import { IntervalWarnings } from './operation/interval-warnings.ts';
import { Metrics } from './operation/metrics.ts';
import { measureNewestCandleAge } from './operation/newest-candle-age.ts';
import { SumsAhead } from './operation/sums-ahead.ts';
import { ReplayControl } from './replay-control/replay-control.ts';
import type { Settings } from './settings.ts';
import { describeServer } from './describe-server.ts';
import { startCalm } from './start-calm.ts';
import { startFeeds, type Feeds } from './start-feeds.ts';
import { startRetention } from './start-retention.ts';
import { startDelivery } from './start-delivery.ts';
import { startTransports } from './start-transports.ts';
import { presentHistory } from './standby/read-history.ts';
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
  const later: Partial<Pick<Feeds, 'feed'>> = {};
  const { dataSource, ingestSource, standby, diskWatch, openSocket } = await connectDatabase(
    settings,
    databaseUrl,
    { metrics, log },
    started,
    () => later.feed?.readAnew(),
  );
  await detectors.budgets.read(dataSource.manager);

  const { feed, verdictFeed, incidentFeed, channel, onError }: Feeds = startFeeds(
    settings,
    { dataSource, metrics, log },
    () => watches.wake(),
    started,
  );
  const intervalWarnings = new IntervalWarnings(detectors.artifact.manifest, log);
  const { channels, tell } = await startDelivery(
    settings,
    { databaseUrl, openSocket, dataSource: ingestSource, metrics, log },
    started,
  );
  later.feed = feed;
  const ingest = new Ingest({
    dataSource: ingestSource,
    tell,
    detectors,
    maxSeries: settings.maxSeries,
    onAnswer: (seconds) => metrics.ingestSeconds.observe(seconds),
    onCommit(changed) {
      const detections = changed.flatMap(({ added }) => added);
      metrics.countDetections(detections);
      intervalWarnings.check(detections);
      feed.take(changed);
      channel.publish('detections', namesOf(changed));
      const withIncidents = changed.filter(({ steps }) => steps.length > 0);
      if (withIncidents.length === 0) return;
      incidentFeed.wake(namesOf(withIncidents));
      channel.publish('incidents', namesOf(withIncidents));
    },
  });
  started.push(() => ingest.dispose());
  startCalm(settings, { ingestSource, dataSource, diskWatch, metrics, log }, started);
  // Before ingest ends: whoever follows is gone by then.
  for (const one of [feed, verdictFeed, incidentFeed]) started.push(() => one.dispose());
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
  const candleSums = new CandleSums();
  const sumsAhead = new SumsAhead({
    ...{ dataSource, sums: candleSums },
    onError: (error) =>
      log.debug({ error }, 'Sums of candles were not made ahead: whoever asks for them has them made'),
  });
  started.push(() => sumsAhead.dispose());
  metrics.gauge('ingest_queue_length', 'Requests waiting to be judged', () => ingest.queueLength);
  metrics.gauge(
    'subscribers',
    'Subscriptions in progress',
    () => feed.followers + verdictFeed.followers + incidentFeed.followers + watches.followers,
  );
  measureNewestCandleAge(metrics, dataSource);
  beginErrorsAtZero(metrics);
  return {
    schema: await buildServerSchema(),
    services: {
      dataSource,
      history: presentHistory(dataSource),
      diskWatch,
      ingest,
      feed,
      verdictFeed,
      incidentFeed,
      detectors,
      candleSums,
      replayControl,
      about: describeServer(settings, detectors),
      sourceStatus,
      watches,
      channels,
      deliveriesOf: deliveriesOf(dataSource),
    },
    standby,
    accessFor: accessByToken({ ...settings, workerToken }),
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

const namesOf = (series: readonly { name: string }[]): string[] => series.map(({ name }) => name);
