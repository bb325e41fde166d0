import { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../ormconfig.ts';
import { DiskWatch } from './database/disk-watch.ts';
import { migrate } from './database/migrate.ts';
import { postgresFolder } from './database/postgres-cluster.ts';
import { PrimaryWatch } from './database/primary-watch.ts';
import type { Settings } from './settings.ts';
import type { Started } from './started.ts';

export interface Connected {
  dataSource: DataSource;
  /** Readers, however many, never take a connection from ingest. */
  ingestSource: DataSource;
  diskWatch: DiskWatch;
  /** For connections that others open to the same database. */
  openSocket: () => Socket;
}

/**
 * Connects to the database and brings its tables up to date.
 *
 * @param onPrimaryChange called when what was read before may be out of date, because another PostgreSQL is the primary
 * @throws when the database can't be reached, or belongs to a newer version
 */
export async function connectDatabase(
  settings: Settings,
  databaseUrl: string,
  log: Logger,
  started: Started,
  onPrimaryChange: () => void,
): Promise<Connected> {
  // The embedded one is alone.
  const primary =
    settings.databaseUrl === undefined
      ? undefined
      : await PrimaryWatch.start({ databaseUrl, log, onChange: onPrimaryChange });
  if (primary) started.push(() => primary.dispose());
  const diskWatch: DiskWatch = new DiskWatch({
    dataSource: () => dataSource,
    folder: settings.databaseUrl === undefined ? postgresFolder(settings.dataDir) : undefined,
    log,
  });
  const openSocket = () => primary?.openSocket() ?? new Socket();
  const connect = () =>
    createDataSource(databaseUrl, {
      silenceMs: settings.databaseTimeoutMs,
      openSocket,
      onQueryError(error) {
        diskWatch.onQueryError(error);
        primary?.onQueryError(error);
      },
    }).initialize();
  const dataSource = await connect();
  started.push(() => dataSource.destroy());
  started.push(() => diskWatch.dispose());
  await migrate(dataSource);
  const ingestSource = await connect();
  started.push(() => ingestSource.destroy());
  return { dataSource, ingestSource, diskWatch, openSocket };
}
