import { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../ormconfig.ts';
import { DatabaseStartError } from './database/database-start-error.ts';
import { DiskWatch } from './database/disk-watch.ts';
import { migrate } from './database/migrate.ts';
import { postgresFolder } from './database/postgres-cluster.ts';
import { PrimaryWatch } from './database/primary-watch.ts';
import type { Metrics } from './operation/metrics.ts';
import { OutageLog } from './operation/outage-log.ts';
import type { Settings } from './settings.ts';
import { PrimaryPositions } from './standby/primary-positions.ts';
import { Standby, type ReadOutcome } from './standby/standby.ts';
import type { Started } from './started.ts';

/** How often the primary is looked at where a standby is measured by it: as old a fresh one may seem. */
const LOOK_FOR_STANDBY_MS = 500;

export interface Connected {
  dataSource: DataSource;
  /** Readers, however many, never take a connection from ingest. */
  ingestSource: DataSource;
  /** For reads that may lag behind; undefined without one. */
  standby: Standby | undefined;
  diskWatch: DiskWatch;
  /** For connections that others open to the same database. */
  openSocket: () => Socket;
}

/**
 * Connects to the database and brings its tables up to date.
 *
 * @param onPrimaryChange called when what was read before may be out of date, because another PostgreSQL is the primary
 * @throws {DatabaseStartError} when the database can't be reached, or may not be written to
 * @throws when it belongs to a newer version
 */
export async function connectDatabase(...parameters: Parameters<typeof connect>): Promise<Connected> {
  try {
    return await connect(...parameters);
  } catch (error) {
    // The embedded one says itself what is wrong with it.
    throw parameters[0].databaseUrl === undefined ? error : DatabaseStartError.explain(error);
  }
}

async function connect(
  settings: Settings,
  databaseUrl: string,
  { metrics, log }: { metrics: Metrics; log: Logger },
  started: Started,
  onPrimaryChange: () => void,
): Promise<Connected> {
  const positions = new PrimaryPositions();
  // The embedded one is alone.
  const primary =
    settings.databaseUrl === undefined
      ? undefined
      : await PrimaryWatch.start({
          ...{ databaseUrl, log, onChange: onPrimaryChange },
          ...(settings.standbyUrl !== undefined && { lookEveryMs: LOOK_FOR_STANDBY_MS }),
          onPosition: (position, askedAt) => positions.add({ ...position, askedAt }),
        });
  if (primary) started.push(() => primary.dispose());
  const standby = createStandby(settings.standbyUrl, positions, metrics, log);
  if (standby) started.push(() => standby.dispose());
  const diskWatch: DiskWatch = new DiskWatch({
    dataSource: () => dataSource,
    folder: settings.databaseUrl === undefined ? postgresFolder(settings.dataDir) : undefined,
    log,
  });
  const openSocket = () => primary?.openSocket() ?? new Socket();
  const open = () =>
    createDataSource(databaseUrl, {
      silenceMs: settings.databaseTimeoutMs,
      openSocket,
      onQueryError(error) {
        diskWatch.onQueryError(error);
        primary?.onQueryError(error);
      },
    }).initialize();
  const dataSource = await open();
  started.push(() => dataSource.destroy());
  started.push(() => diskWatch.dispose());
  await migrate(dataSource);
  const ingestSource = await open();
  started.push(() => ingestSource.destroy());
  return { dataSource, ingestSource, standby, diskWatch, openSocket };
}

function createStandby(
  url: string | undefined,
  positions: PrimaryPositions,
  metrics: Metrics,
  log: Logger,
): Standby | undefined {
  if (url === undefined) return undefined;
  const { onError, onSuccess } = new OutageLog(log, {
    began: 'The standby can not be read: the primary answers in its place',
    ended: 'The standby can be read again',
  });
  for (const outcome of ['answered', 'too_old', 'failed']) metrics.standbyReads.inc({ outcome }, 0);
  const onRead = (outcome: ReadOutcome) => metrics.standbyReads.inc({ outcome });
  return new Standby({ url, positions, onRead, onError, onSuccess });
}
