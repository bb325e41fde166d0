import { setTimeout as pause } from 'node:timers/promises';
import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { migrateQueue } from './migrate-queue.ts';
import { NewerDatabaseError } from './newer-database-error.ts';

/** A number of ours among the advisory locks of the database. */
const MIGRATION_LOCK = 1_767_225_600;
const RETRY_MS = 200;

/**
 * Brings our tables and those of the job queue up to date; of several servers that start at once on one database, one does it and all wait.
 *
 * @throws {NewerDatabaseError} when a newer version has changed the tables already; nothing is touched then
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const session = dataSource.createQueryRunner();
  await session.connect();
  try {
    // Asked again and again rather than waited for: a connection that is silent for long counts as lost.
    while (!(await tryLock(session))) await pause(RETRY_MS);
    await refuseNewer(dataSource, session);
    await dataSource.runMigrations();
    await migrateQueue(dataSource);
    await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await session.release();
  }
}

/** TypeORM itself passes over migrations in the database that it doesn't know. */
async function refuseNewer(dataSource: DataSource, session: QueryRunner): Promise<void> {
  const known = new Set(dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const executed = await new MigrationExecutor(dataSource, session).getExecutedMigrations();
  const unknown = executed.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerDatabaseError(unknown);
}

async function tryLock(session: {
  query(sql: string, values: unknown[]): Promise<unknown>;
}): Promise<boolean> {
  const rows = (await session.query('SELECT pg_try_advisory_lock($1) AS locked', [MIGRATION_LOCK])) as {
    locked: boolean;
  }[];
  return rows[0]?.locked ?? false;
}
