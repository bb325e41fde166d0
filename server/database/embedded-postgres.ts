import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { DataDirError, PostgresStartError } from './embedded-postgres-error.ts';
import { OWNER, PostgresCluster } from './postgres-cluster.ts';

const WATCH_MS = 500;
const TAKE_OVER_PATIENCE_MS = 60_000;
const TAKE_OVER_RETRY_MS = 200;

/**
 * A real PostgreSQL in a folder, from npm's binaries. It listens on loopback only, on a free port, behind a random
 * password. One server at a time has it, by a lock on its folder. It outlives a server process that is killed: the next
 * one finds it running and takes it over. When PostgreSQL itself dies, it is started again on the same port, so that
 * connection pools recover by themselves.
 */
export class EmbeddedPostgres {
  readonly #cluster: PostgresCluster;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #onExit: () => void;
  #port = 0;
  #watch: Promise<void> | undefined;

  private constructor(cluster: PostgresCluster, log: Logger) {
    this.#cluster = cluster;
    this.#log = log;
    this.#onExit = () => cluster.control.stopAtExit();
    process.once('exit', this.#onExit);
  }

  /**
   * Starts the PostgreSQL of a folder, creating it where there is none.
   *
   * @param dataDir folder that holds or will hold the database
   * @param signal gives up, and leaves nothing running, while it starts
   * @throws {DataDirInUseError} while another server process has it
   * @throws {DataDirError} when the folder or what is in it can't be used
   * @throws {PostgresStartError} with PostgreSQL's own reason
   */
  static async start(dataDir: string, log: Logger, signal?: AbortSignal): Promise<EmbeddedPostgres> {
    const cluster = await PostgresCluster.open(dataDir, signal);
    if (!cluster.folder.startsWith(dataDir)) {
      const { folder } = cluster;
      log.warn(
        { folder },
        'PostgreSQL may not run as root, and its user cannot reach DATA_DIR: data are here',
      );
    }
    const postgres = new EmbeddedPostgres(cluster, log);
    try {
      await postgres.#launch(signal);
    } catch (error) {
      await postgres.dispose();
      throw error;
    }
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
    await this.#cluster.control.stop().catch((error: unknown) => {
      this.#log.warn({ error }, 'PostgreSQL could not be stopped');
    });
    process.off('exit', this.#onExit);
    await this.#cluster.lock.release();
  }

  #url(database: string): string {
    return `postgres://${OWNER}:${this.#cluster.password}@127.0.0.1:${this.#port}/${database}`;
  }

  /**
   * Since the folder is locked, a PostgreSQL that runs is what a killed server left behind: it is taken over once it
   * lets clients in, or replaced when it turns out to be on its way down.
   */
  async #launch(signal: AbortSignal | undefined): Promise<void> {
    const { control, folder } = this.#cluster;
    const deadline = performance.now() + TAKE_OVER_PATIENCE_MS;
    for (let port = await control.runningPort(); port !== undefined; port = await control.runningPort()) {
      this.#port = port;
      if (await this.#isOpen()) return;
      signal?.throwIfAborted();
      if (performance.now() > deadline)
        throw new PostgresStartError(folder, 'It runs, but accepts no connections.');
      await pause(TAKE_OVER_RETRY_MS);
    }
    this.#port = await freePort();
    await control.start(this.#port, signal);
    await this.#query((client) => client.query('SELECT 1'));
  }

  /** Whether it lets clients in; one that starts or stops does not. */
  async #isOpen(): Promise<boolean> {
    try {
      await this.#query((client) => client.query('SELECT 1'));
      return true;
    } catch (error) {
      if (error instanceof DataDirError) throw error;
      return false;
    }
  }

  async #query<T>(ask: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.#url('postgres') });
    try {
      await client.connect();
      return await ask(client);
    } catch (error) {
      throw explainRefusal(error, this.#cluster.folder);
    } finally {
      await client.end();
    }
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping;
    let reason: string | undefined;
    while (!signal.aborted) {
      await pause(WATCH_MS, undefined, { signal, ref: false }).catch(() => undefined);
      // Where the system does not say, the next look will tell.
      const isAlive = await this.#cluster.control.isAlive().catch(() => true);
      if (signal.aborted || isAlive) continue;
      if (reason === undefined) this.#log.warn('PostgreSQL is gone; starting it again');
      reason = await this.#startAgain(reason);
    }
  }

  /**
   * @param before why it did not start the last time
   * @returns why it did not start this time; undefined when it did
   */
  async #startAgain(before: string | undefined): Promise<string | undefined> {
    const { signal } = this.#stopping;
    try {
      await this.#cluster.control.start(this.#port, signal);
      this.#log.info('PostgreSQL is back');
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // PostgreSQL's log differs from one attempt to the next in its times only.
      const isNew = reason.replaceAll(/\d+/g, '') !== before?.replaceAll(/\d+/g, '');
      if (isNew && !signal.aborted) this.#log.error(`${reason}\nTrying again until it starts`);
      return reason;
    }
  }
}

/** The password file may be of another cluster, from a copy that went wrong. */
function explainRefusal(error: unknown, folder: string): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === '28P01')) return error;
  return new DataDirError(
    `The password in ${folder} does not open the database beside it. Put back the right file, or set DATA_DIR to ` +
      `another folder to begin anew.`,
    { cause: error },
  );
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
