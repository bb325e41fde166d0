import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
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

  /**
   * kill -9 of the first process of PostgreSQL: nobody is left to start others.
   *
   * @returns whether there was one
   */
  async killPostmaster(): Promise<boolean> {
    // While PostgreSQL starts there may be no lock file, or half of one.
    const [pid] = await this.#lock().catch(() => []);
    return kill(Number(pid));
  }

  /**
   * kill -9 of the process that serves the server's transaction, upon which PostgreSQL starts all of them anew.
   *
   * @returns whether there was one
   */
  async killBackend(): Promise<boolean> {
    const find = async (client: pg.Client) =>
      (await client.query<{ pid: number }>(SERVER_BACKEND)).rows[0]?.pid;
    // Still recovering from the last blow, it lets nobody in, and has no lock file yet.
    const pid = await this.url()
      .then((url) => withDatabase(url, find))
      .catch(() => undefined);
    return kill(Number(pid));
  }

  async #lock(): Promise<string[]> {
    return (await readFile(join(this.#folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
  }
}

/** Whether the process was there to be killed. 0 and below would mean groups of processes. */
function kill(pid: number): boolean {
  if (!(pid > 1)) return false;
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
