import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { temporaryFolder } from '../e2e/fixtures.ts';
import { EmbeddedPostgres } from '../server/database/embedded-postgres.ts';

/** A PostgreSQL with its defaults, and with as many databases as are asked for; gone afterwards. */
export async function startDatabase() {
  const folder = await temporaryFolder();
  const postgres = await EmbeddedPostgres.start(join(folder.path, 'data'), pino({ level: 'silent' }));
  return {
    /** @returns the address of an empty database */
    create: (name: string): Promise<string> => postgres.database(name),
    async dispose() {
      await postgres.dispose();
      await folder.dispose();
    },
  };
}

/** Runs statements beside the server. */
export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  // The statement under way tells of a connection that is cut.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
