import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { OWNER, PostgresCluster } from './postgres-cluster.ts';

const WATCH_MS = 500;
/** Connections of a killed server are gone after a moment. */
const TAKE_OVER_ATTEMPTS = 10;
const TAKE_OVER_PAUSE_MS = 200;

/** The folder is in use by another running server. */
export class DataDirInUseError extends Error {
  override name = 'DataDirInUseError';

  constructor(folder: string) {
    super(
      `Another server uses the embedded database in ${folder}. Stop it, or set DATA_DIR to another folder, ` +
        `or set DATABASE_URL to share one PostgreSQL.`,
    );
  }
}

/**
 * A real PostgreSQL in a folder, from npm's binaries. It listens on loopback only, on a free port, behind a random
 * password. It outlives a killed server process: the next one finds it running and takes it over. When PostgreSQL
 * itself dies, it is started again on the same port, so that connection pools recover by themselves.
 */
export class EmbeddedPostgres {
  readonly #cluster: PostgresCluster;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #port = 0;
  #watch: Promise<void> | undefined;

  private constructor(cluster: PostgresCluster, log: Logger) {
    this.#cluster = cluster;
    this.#log = log;
  }

  /**
   * Starts the PostgreSQL of a folder, creating it where there is none.
   *
   * @param dataDir folder that holds or will hold the database
   * @throws {DataDirInUseError} when another server process is connected to it
   * @throws {PostgresStartError} with PostgreSQL's own reason
   */
  static async start(dataDir: string, log: Logger): Promise<EmbeddedPostgres> {
    const cluster = await PostgresCluster.open(dataDir);
    if (!cluster.folder.startsWith(dataDir)) {
      const { folder } = cluster;
      log.warn(
        { folder },
        'PostgreSQL may not run as root, and its user cannot reach DATA_DIR: data are here',
      );
    }
    const postgres = new EmbeddedPostgres(cluster, log);
    const running = await cluster.runningPort();
    if (running === undefined) await postgres.#launch();
    else await postgres.#takeOver(running);
    postgres.#watch = postgres.#keepRunning();
    return postgres;
  }

  /** The address of a database of this PostgreSQL; the database is created if need be. */
  async database(name: string): Promise<string> {
    await this.#query(async (client) => {
      const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    });
    return this.#url(name);
  }

  /** Stops PostgreSQL after the transactions under way were rolled back; what was committed is on disk. */
  async dispose(): Promise<void> {
    this.#stopping.abort();
    await this.#watch;
    await this.#cluster.stop().catch((error: unknown) => {
      this.#log.warn({ error }, 'PostgreSQL was not running any more');
    });
  }

  #url(database: string): string {
    return `postgres://${OWNER}:${this.#cluster.password}@127.0.0.1:${this.#port}/${database}`;
  }

  async #launch(): Promise<void> {
    this.#port = await freePort();
    await this.#cluster.start(this.#port);
  }

  /** A server that was killed leaves its PostgreSQL behind, but no connections: that tells it from one in use. */
  async #takeOver(port: number): Promise<void> {
    this.#port = port;
    for (let attempt = 0; attempt < TAKE_OVER_ATTEMPTS; attempt++) {
      if ((await this.#connectedClients()) === 0) return;
      await pause(TAKE_OVER_PAUSE_MS);
    }
    throw new DataDirInUseError(this.#cluster.folder);
  }

  async #connectedClients(): Promise<number> {
    return this.#query(async (client) => {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
      return rows[0]?.count ?? 0;
    });
  }

  async #query<T>(ask: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.#url('postgres') });
    await client.connect();
    try {
      return await ask(client);
    } finally {
      await client.end();
    }
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(WATCH_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted || (await this.#cluster.isAlive())) continue;
      this.#log.warn('PostgreSQL is gone; starting it again');
      await this.#cluster.start(this.#port).catch((error: unknown) => {
        this.#log.error({ error }, 'PostgreSQL did not start; trying again');
      });
    }
  }
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
