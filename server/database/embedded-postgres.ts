import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Logger } from 'pino';
import {
  isReachableByOthers,
  postgresPrograms,
  postgresUser,
  type PostgresUser,
} from './postgres-binaries.ts';

const run = promisify(execFile);
const OWNER = 'detective';
const WATCH_MS = 500;

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

/** PostgreSQL did not start; carries the end of its own log, which says why. */
export class PostgresStartError extends Error {
  override name = 'PostgresStartError';

  constructor(folder: string, log: string) {
    super(
      `The embedded PostgreSQL in ${folder} did not start. Its log ends with:\n${log.trim() || '(nothing)'}`,
    );
  }
}

/**
 * A real PostgreSQL in a folder, from npm's binaries. It listens on loopback only, on a free port, behind a random
 * password. It outlives a killed server process: the next one finds it running and takes it over. When PostgreSQL
 * itself dies, it is started again on the same port, so that connection pools recover by themselves.
 */
export class EmbeddedPostgres {
  readonly #folder: string;
  readonly #user: PostgresUser;
  readonly #programs: string;
  readonly #log: Logger;
  #port = 0;
  #password = '';
  #watch: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  private constructor(folder: string, log: Logger) {
    this.#user = postgresUser();
    this.#programs = postgresPrograms(this.#user);
    this.#log = log;
    this.#folder = join(reachableFolder(folder, this.#user), 'postgres');
    if (!this.#folder.startsWith(folder)) {
      log.warn(
        { folder: this.#folder },
        'PostgreSQL may not run as root and its user cannot reach DATA_DIR; data are here',
      );
    }
  }

  /**
   * Starts the PostgreSQL of a folder, creating it where there is none.
   *
   * @param dataDir folder that holds or will hold the database
   * @throws {DataDirInUseError} when another server process is connected to it
   * @throws {PostgresStartError} with PostgreSQL's own reason
   */
  static async start(dataDir: string, log: Logger): Promise<EmbeddedPostgres> {
    await mkdir(dataDir, { recursive: true });
    const postgres = new EmbeddedPostgres(dataDir, log);
    await postgres.#prepareFolder();
    const running = await postgres.#runningPort();
    if (running === undefined) await postgres.#launch(await freePort());
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
    await this.#control('stop', '-m', 'fast', '-w').catch((error: unknown) => {
      this.#log.warn({ error }, 'PostgreSQL was not running any more');
    });
  }

  get #cluster(): string {
    return join(this.#folder, 'cluster');
  }

  get #logFile(): string {
    return join(this.#folder, 'postgres.log');
  }

  #url(database: string): string {
    return `postgres://${OWNER}:${this.#password}@127.0.0.1:${this.#port}/${database}`;
  }

  async #prepareFolder(): Promise<void> {
    await mkdir(dirname(this.#folder), { recursive: true });
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const { uid, gid } = this.#user;
    if (uid !== undefined && gid !== undefined) await chown(this.#folder, uid, gid);
    const passwordFile = join(this.#folder, 'password');
    if (!existsSync(passwordFile)) {
      await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
      if (uid !== undefined && gid !== undefined) await chown(passwordFile, uid, gid);
    }
    this.#password = (await readFile(passwordFile, 'utf8')).trim();
    if (!existsSync(this.#cluster)) await this.#createCluster(passwordFile);
  }

  /** Creates beside the target first, so that a set-up which was cut off is done again instead of half used. */
  async #createCluster(passwordFile: string): Promise<void> {
    const half = `${this.#cluster}.half`;
    await rm(half, { recursive: true, force: true });
    await this.#run('initdb', [
      ...['-D', half, '-U', OWNER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
    ]);
    await rename(half, this.#cluster);
  }

  #run(program: string, parameters: string[]): Promise<unknown> {
    return run(join(this.#programs, program), parameters, { ...this.#user, cwd: this.#folder });
  }

  #control(...parameters: string[]): Promise<unknown> {
    return this.#run('pg_ctl', ['-D', this.#cluster, ...parameters]);
  }

  async #launch(port: number): Promise<void> {
    this.#port = port;
    const options = `-p ${port} -h 127.0.0.1 -c unix_socket_directories= -c timezone=UTC`;
    try {
      await this.#control('start', '-w', '-t', '60', '-l', this.#logFile, '-o', options);
    } catch {
      const log = await readFile(this.#logFile, 'utf8').catch(() => '');
      throw new PostgresStartError(this.#folder, log.slice(-2_000));
    }
  }

  /** The port of a PostgreSQL that already runs in this folder, as its lock file says; undefined when none runs. */
  async #runningPort(): Promise<number | undefined> {
    try {
      await this.#control('status');
    } catch {
      return undefined;
    }
    const lock = (await readFile(join(this.#cluster, 'postmaster.pid'), 'utf8')).split('\n');
    return Number(lock[3]);
  }

  /** A server that was killed leaves its PostgreSQL behind, but no connections: that tells it from one in use. */
  async #takeOver(port: number): Promise<void> {
    this.#port = port;
    for (let attempt = 0; attempt < 10; attempt++) {
      if ((await this.#connectedServers()) === 0) return;
      await pause(200);
    }
    throw new DataDirInUseError(this.#folder);
  }

  async #connectedServers(): Promise<number> {
    return this.#query(async (client) => {
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
      return Number(rows[0]?.count);
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
      if (signal.aborted || (await this.#isAlive())) continue;
      this.#log.warn('PostgreSQL is gone; starting it again');
      await this.#launch(this.#port).catch((error: unknown) =>
        this.#log.error({ error }, 'PostgreSQL did not start; trying again'),
      );
    }
  }

  async #isAlive(): Promise<boolean> {
    try {
      const [pid] = (await readFile(join(this.#cluster, 'postmaster.pid'), 'utf8')).split('\n');
      return process.kill(Number(pid), 0);
    } catch {
      return false;
    }
  }
}

/** DATA_DIR itself, or where PostgreSQL's user can't reach it (root's home), a folder of that user's own. */
function reachableFolder(dataDir: string, user: PostgresUser): string {
  if (user.uid === undefined || isReachableByOthers(dataDir)) return dataDir;
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return join(
    existsSync('/var/lib') ? '/var/lib' : tmpdir(),
    'bitcoin-anomaly-detective',
    `${basename(dataDir)}-${digest}`,
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
