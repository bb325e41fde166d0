import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  project.provide('postgresUrl', await postgres.database('postgres'));
  return async () => {
    await postgres.dispose();
    await rm(folder, { recursive: true, force: true });
  };
}
