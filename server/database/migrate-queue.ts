import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/** Brings the tables of graphile-worker up to date; servers that start at once get into each other's way without a lock. */
export async function migrateQueue({ options }: DataSource): Promise<void> {
  const connectionString = 'url' in options && typeof options.url === 'string' ? options.url : undefined;
  const pgPool = new pg.Pool({ ...(connectionString !== undefined && { connectionString }), max: 2 });
  pgPool.on('error', () => undefined);
  try {
    await runMigrations({ pgPool, logger: new Logger(() => () => undefined) });
  } finally {
    await pgPool.end();
  }
}
