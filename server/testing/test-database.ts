import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';

/**
 * The address of a new, empty database of the test run's PostgreSQL.
 *
 * @param options of CREATE DATABASE
 */
export async function createDatabase(options = ''): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await client.query(`CREATE DATABASE ${name} ${options}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}

/** A connection to a new database with all tables. */
export async function createMigratedDataSource() {
  const dataSource = await createDataSource(await createDatabase()).initialize();
  await dataSource.runMigrations();
  return dataSource;
}
