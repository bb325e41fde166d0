import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  isReachableByOthers,
  placeForAll,
  postgresPrograms,
  postgresUser,
  type PostgresUser,
} from './postgres-binaries.ts';

const run = promisify(execFile);

/** The superuser of the cluster. */
export const OWNER = 'detective';

/** PostgreSQL did not start; carries the end of its own log, which says why. */
export class PostgresStartError extends Error {
  override name = 'PostgresStartError';

  constructor(folder: string, log: string) {
    super(
      `The embedded PostgreSQL in ${folder} did not start. Its log ends with:\n${log.trim() || '(nothing)'}`,
    );
  }
}

/** The files of one PostgreSQL and the programs that run it, with the right user on both. */
export class PostgresCluster {
  readonly folder: string;
  readonly password: string;
  readonly #user: PostgresUser;
  readonly #programs: string;

  private constructor(folder: string, password: string, user: PostgresUser, programs: string) {
    this.folder = folder;
    this.password = password;
    this.#user = user;
    this.#programs = programs;
  }

  /** The cluster below a data folder, made where there is none. */
  static async open(dataDir: string): Promise<PostgresCluster> {
    await mkdir(dataDir, { recursive: true });
    const user = postgresUser();
    const programs = postgresPrograms(user);
    const folder = join(reachableFolder(dataDir, user), 'postgres');
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await give(folder, user);
    const passwordFile = join(folder, 'password');
    if (!existsSync(passwordFile)) {
      await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
      await give(passwordFile, user);
    }
    const password = (await readFile(passwordFile, 'utf8')).trim();
    const cluster = new PostgresCluster(folder, password, user, programs);
    if (!existsSync(cluster.#files)) await cluster.#create(passwordFile);
    return cluster;
  }

  /** @throws {PostgresStartError} with the end of PostgreSQL's log */
  async start(port: number): Promise<void> {
    const logFile = join(this.folder, 'postgres.log');
    const options = `-p ${port} -h 127.0.0.1 -c unix_socket_directories= -c timezone=UTC`;
    try {
      await this.#control('start', '-w', '-t', '60', '-l', logFile, '-o', options);
    } catch {
      const log = await readFile(logFile, 'utf8').catch(() => '');
      throw new PostgresStartError(this.folder, log.slice(-2_000));
    }
  }

  /** Rolls back what is under way; what was committed is on disk. */
  async stop(): Promise<void> {
    await this.#control('stop', '-m', 'fast', '-w');
  }

  /** The port of a PostgreSQL that already runs here, as its lock file says; undefined when none runs. */
  async runningPort(): Promise<number | undefined> {
    try {
      await this.#control('status');
      return Number((await this.#lockFile())[3]);
    } catch {
      return undefined;
    }
  }

  async isAlive(): Promise<boolean> {
    try {
      return process.kill(Number((await this.#lockFile())[0]), 0);
    } catch {
      return false;
    }
  }

  get #files(): string {
    return join(this.folder, 'cluster');
  }

  /** Lines of PostgreSQL's own lock file: process id, folder, start time, port and more. */
  async #lockFile(): Promise<string[]> {
    return (await readFile(join(this.#files, 'postmaster.pid'), 'utf8')).split('\n');
  }

  /** Creates beside the target first, so that a set-up which was cut off is done again instead of half used. */
  async #create(passwordFile: string): Promise<void> {
    const half = `${this.#files}.half`;
    await rm(half, { recursive: true, force: true });
    await this.#run('initdb', [
      ...['-D', half, '-U', OWNER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
    ]);
    await rename(half, this.#files);
  }

  #control(...parameters: string[]): Promise<unknown> {
    return this.#run('pg_ctl', ['-D', this.#files, ...parameters]);
  }

  #run(program: string, parameters: string[]): Promise<unknown> {
    return run(join(this.#programs, program), parameters, { ...this.#user, cwd: this.folder });
  }
}

async function give(path: string, { uid, gid }: PostgresUser): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

/** The data folder itself, or where PostgreSQL's user can't reach it (root's home), a folder of that user's own. */
function reachableFolder(dataDir: string, user: PostgresUser): string {
  if (user.uid === undefined || isReachableByOthers(dataDir)) return dataDir;
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return join(placeForAll(), `data-${digest}`);
}
