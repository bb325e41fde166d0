import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One real PostgreSQL for a whole test run; each test makes databases of its own in it. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-tests-'));
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(folder, 0o755);
  const postgres = await EmbeddedPostgres.start(folder, pino({ level: 'silent' }));
  const url = await postgres.database('postgres');
  await doWithoutTheDisk(url);
  project.provide('postgresUrl', url);
  return async () => {
    await postgres.dispose();
    await rm(folder, { recursive: true, force: true });
  };
}

/**
 * Only a machine that loses its power needs what reaches the disk; tests kill processes. On a disk that others keep
 * busy, waiting for it is most of what such a run does.
 */
async function doWithoutTheDisk(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('ALTER SYSTEM SET fsync = off');
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}
