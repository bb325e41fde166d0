import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { loadArtifact } from '@detective/models';
import { SourceKind, type About } from '@detective/schema';
import fastify from 'fastify';
import type { Logger } from 'pino';
import { createDataSource } from '../ormconfig.ts';
import { DetectionFeed } from './feed/detection-feed.ts';
import { buildServerSchema } from './graphql/build-schema.ts';
import type { Context } from './graphql/context.ts';
import { serveGraphqlOverHttp } from './http/graphql-http.ts';
import { serveGraphqlOverWebSocket } from './http/graphql-ws.ts';
import { serveHealth } from './http/health.ts';
import { servePages } from './http/pages.ts';
import { Detectors } from './ingest/detectors.ts';
import { Ingest } from './ingest/ingest.ts';
import type { Settings } from './settings.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** 1,000 candles take a fifth of this. */
const LARGEST_BODY = 1024 * 1024;

export interface App {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  url: string;
  dispose(): Promise<void>;
}

/**
 * Starts everything that serves: database connection and migrations, ingest, feed, GraphQL over HTTP and WebSocket,
 * pages and health.
 *
 * @param databaseUrl address of a PostgreSQL database
 * @throws when the database can't be reached, the model can't be loaded or the port is taken
 */
export async function startApp(settings: Settings, databaseUrl: string, log: Logger): Promise<App> {
  const detectors = new Detectors(await loadArtifact(settings.model), settings.alertsPerWeek);
  const dataSource = await createDataSource(databaseUrl).initialize();
  await dataSource.runMigrations();
  const feed = new DetectionFeed({
    dataSource,
    onError: (error) => log.warn({ error }, 'The feed waits for the database'),
  });
  const ingest = new Ingest({ dataSource, detectors, onCommit: (names) => feed.wake(names) });
  const context: Context = { dataSource, ingest, feed, detectors, about: aboutThis(settings, detectors) };

  const schema = await buildServerSchema();
  const http = fastify({ bodyLimit: LARGEST_BODY, forceCloseConnections: true });
  const apollo = await serveGraphqlOverHttp(http, schema, context, log);
  await servePages(http);
  serveHealth(http, context);
  const sockets = serveGraphqlOverWebSocket(http.server, schema, context, log);
  const url = await http.listen({ host: settings.host, port: settings.port });

  return {
    url,
    async dispose() {
      await apollo.stop();
      feed.dispose();
      await sockets.dispose();
      await http.close();
      await ingest.dispose();
      await dataSource.destroy();
    },
  };
}

function aboutThis(settings: Settings, detectors: Detectors): About {
  return {
    version,
    modelId: detectors.modelId,
    alertsPerWeek: detectors.alertsPerWeek,
    source: sourceOf(settings),
  };
}

function sourceOf({ replayRate, candlesCsv }: Settings): About['source'] {
  if (replayRate === 'off') return { kind: SourceKind.EXTERNAL, label: 'candles sent by clients' };
  if (candlesCsv) return { kind: SourceKind.CSV, label: basename(candlesCsv) };
  return { kind: SourceKind.SIMULATOR, label: 'simulated market' };
}
