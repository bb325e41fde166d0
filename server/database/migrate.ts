import { setTimeout as pause } from 'node:timers/promises';
import { MigrationExecutor, type DataSource, type Migration, type QueryRunner } from 'typeorm';
import { migrateQueue } from './migrate-queue.ts';
import { DatabaseEncodingError } from './database-encoding-error.ts';
import { NewerDatabaseError } from './newer-database-error.ts';

/** A number of ours among the advisory locks of the database. */
const MIGRATION_LOCK = 1_767_225_600;
const RETRY_MS = 200;
/** SQL_ASCII keeps what it is given, byte by byte. */
const ENCODINGS = new Set(['UTF8', 'SQL_ASCII']);

/**
 * Brings our tables and those of the job queue up to date; of several servers that start at once on one database, one does it and all wait.
 *
 * @throws {DatabaseEncodingError} when a database that is still empty can't hold every text; nothing is touched then
 * @throws {NewerDatabaseError} when a newer version has changed the tables already; nothing is touched then
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const session = dataSource.createQueryRunner();
  await session.connect();
  try {
    // Asked again and again rather than waited for: a connection that is silent for long counts as lost.
    while (!(await tryLock(session))) await pause(RETRY_MS);
    const executed = await new MigrationExecutor(dataSource, session).getExecutedMigrations();
    // One that is in use already stays so, as far as it goes.
    if (executed.length === 0) await refuseEncoding(session);
    refuseNewer(dataSource, executed);
    await dataSource.runMigrations();
    await migrateQueue(dataSource);
    await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await session.release();
  }
}

/** TypeORM itself passes over migrations in the database that it doesn't know. */
function refuseNewer(dataSource: DataSource, executed: readonly Migration[]): void {
  const known = new Set(dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const unknown = executed.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerDatabaseError(unknown);
}

async function refuseEncoding(session: QueryRunner): Promise<void> {
  const [row] = (await session.query('SHOW server_encoding')) as { server_encoding: string }[];
  if (row && !ENCODINGS.has(row.server_encoding)) throw new DatabaseEncodingError(row.server_encoding);
}

async function tryLock(session: {
  query(sql: string, values: unknown[]): Promise<unknown>;
}): Promise<boolean> {
  const rows = (await session.query('SELECT pg_try_advisory_lock($1) AS locked', [MIGRATION_LOCK])) as {
    locked: boolean;
  }[];
  return rows[0]?.locked ?? false;
}
