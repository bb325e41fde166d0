import { createDataSource } from '../ormconfig.ts';
import { freePort } from '../e2e/server-process.ts';
import { withBundle } from './bundle.ts';
import { HERE, startScript, untilReady } from './checkout-server.ts';

/** What the figures of the bare program are called in the table. */
export const BARE = 'a bare program';

/** The program of bare-ingest.ts in a process of its own, on an empty database. */
export async function startBareServer(databaseUrl: string) {
  await createTables(databaseUrl);
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const script = await withBundle(HERE, 'bench/bare-ingest.ts', async (file) => {
    const started = startScript(HERE, [file, port, databaseUrl]);
    await untilReady(url);
    return started;
  });
  return { url, dispose: script.stop };
}

/** The tables of a server, for whoever writes to them without one. */
export async function createTables(databaseUrl: string): Promise<void> {
  const tables = await createDataSource(databaseUrl).initialize();
  await tables.runMigrations();
  await tables.destroy();
}
