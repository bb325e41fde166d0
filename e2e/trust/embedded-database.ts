import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withDatabase } from './stored-rows.ts';

const SERVER_BACKEND = `SELECT pid FROM pg_stat_activity
  WHERE application_name = 'bitcoin-anomaly-detective' ORDER BY query_start DESC LIMIT 1`;

/** The PostgreSQL that a server runs in its data folder, seen from outside. */
export class EmbeddedDatabase {
  readonly #folder: string;
  readonly #name: string;

  /** @param name `candles`, or `simulated` for a server that replays the simulated market */
  constructor(dataDir: string, name = 'candles') {
    this.#folder = join(dataDir, 'postgres');
    this.#name = name;
  }

  async url(): Promise<string> {
    const password = (await readFile(join(this.#folder, 'password'), 'utf8')).trim();
    const port = (await this.#lock())[3];
    return `postgres://detective:${password}@127.0.0.1:${port}/${this.#name}`;
  }

  /** kill -9 of the first process of PostgreSQL: nobody is left to start others. */
  async killPostmaster(): Promise<void> {
    kill(Number((await this.#lock())[0]));
  }

  /** kill -9 of the process that serves the server's transaction, upon which PostgreSQL starts all of them anew. */
  async killBackend(): Promise<void> {
    const pid = await withDatabase(await this.url(), async (client) => {
      const { rows } = await client.query<{ pid: number }>(SERVER_BACKEND);
      return rows[0]?.pid;
    });
    if (pid !== undefined) kill(pid);
  }

  async #lock(): Promise<string[]> {
    return (await readFile(join(this.#folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
  }
}

/** A process that has ended in the meantime is as dead as it should be. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
