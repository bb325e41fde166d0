import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PostgresStartError } from './embedded-postgres-error.ts';
import type { PostgresUser } from './postgres-binaries.ts';
import { isPostmasterOf } from './postmaster.ts';

const run = promisify(execFile);

/** What a killed PostgreSQL leaves running ends by itself within moments; until then a new one refuses to start. */
const LEFTOVERS = /pre-existing shared memory block/;
const LEFTOVERS_PATIENCE_MS = 20_000;
const RETRY_MS = 200;
const LOG_TAIL = 2_000;

interface Cluster {
  /** The folder that `initdb` made. */
  files: string;
  logFile: string;
  /** The folder of `pg_ctl` and `postgres`. */
  programs: string;
  user: PostgresUser;
}

/** Starts and stops the PostgreSQL of a cluster, and knows whether it runs. */
export class PostgresControl {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /**
   * Starts PostgreSQL and waits until it lets clients in.
   *
   * @param signal stops it again, however far it has come
   * @throws {PostgresStartError} with the end of PostgreSQL's log
   */
  async start(port: number, signal?: AbortSignal): Promise<void> {
    const deadline = performance.now() + LEFTOVERS_PATIENCE_MS;
    for (;;) {
      signal?.throwIfAborted();
      await this.#removeStaleLockFile();
      const reason = await this.#tryToStart(port, signal);
      signal?.throwIfAborted();
      if (reason === undefined) return;
      if (!LEFTOVERS.test(reason) || performance.now() > deadline) {
        throw new PostgresStartError(dirname(this.#cluster.files), reason.slice(-LOG_TAIL));
      }
      await pause(RETRY_MS);
    }
  }

  /** Rolls back what is under way; what was committed is on disk. */
  async stop(): Promise<void> {
    if (await this.isAlive()) await this.#pgCtl('stop', '-m', 'fast', '-w');
  }

  /** Tells PostgreSQL to stop and waits for nothing: for a process that ends this very moment. */
  stopAtExit(): void {
    const { files, programs, user } = this.#cluster;
    spawnSync(join(programs, 'pg_ctl'), ['-D', files, 'stop', '-m', 'fast', '-W'], {
      ...user,
      cwd: dirname(files),
      stdio: 'ignore',
    });
  }

  /** The port of a PostgreSQL that already runs here, as its lock file says; undefined when none runs. */
  async runningPort(): Promise<number | undefined> {
    return (await this.isAlive()) ? Number((await this.#lockFile())[3]) : undefined;
  }

  /** @throws when the system does not say */
  async isAlive(): Promise<boolean> {
    return isPostmasterOf(Number((await this.#lockFile())[0]), this.#cluster.files);
  }

  /** Lines of PostgreSQL's own lock file: process id, folder, start time, port and more; none without one. */
  async #lockFile(): Promise<string[]> {
    const path = join(this.#cluster.files, 'postmaster.pid');
    const text = existsSync(path) ? await readFile(path, 'utf8') : '';
    return text.split('\n');
  }

  /**
   * PostgreSQL refuses to start over a lock file whose process number is in use, whoever uses it now. Whether any
   * process of its own is left it finds out by itself, from the shared memory.
   */
  async #removeStaleLockFile(): Promise<void> {
    if (!(await this.isAlive())) await rm(join(this.#cluster.files, 'postmaster.pid'), { force: true });
  }

  /** @returns what PostgreSQL logged when it did not start, undefined when it did */
  async #tryToStart(port: number, signal: AbortSignal | undefined): Promise<string | undefined> {
    const { logFile } = this.#cluster;
    const before = await stat(logFile).then(
      ({ size }) => size,
      () => 0,
    );
    const options = `-p ${port} -h 127.0.0.1 -c unix_socket_directories= -c timezone=UTC${this.#byWholePath()}`;
    const started = this.#pgCtl('start', '-w', '-t', '60', '-l', basename(logFile), '-o', options).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    const failure = await this.#unlessAborted(started, signal);
    if (failure === undefined) return undefined;
    return (await textAfter(logFile, before)) || failure;
  }

  /** PostgreSQL that is about to start has no lock file yet to stop it by, so it is told until it is over. */
  async #unlessAborted<T>(started: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    let isOver = false;
    const over = started.finally(() => (isOver = true));
    const stopping = async () => {
      while (!isOver) {
        await this.#pgCtl('stop', '-m', 'fast', '-W').catch(() => undefined);
        await Promise.race([over, pause(RETRY_MS)]);
      }
      await this.stop();
    };
    let stopped: Promise<void> | undefined;
    const onAbort = () => (stopped = stopping());
    signal?.addEventListener('abort', onAbort, { once: true });
    const result = await over;
    signal?.removeEventListener('abort', onAbort);
    await stopped;
    return result;
  }

  /** `ps` shows whose PostgreSQL it is only where the whole path is among its arguments. */
  #byWholePath(): string {
    if (process.platform === 'win32') return '';
    return ` -D '${this.#cluster.files.replaceAll("'", `'\\''`)}'`;
  }

  /** `pg_ctl start` (18.4) hands paths to a shell in double quotes, where `$` begins a variable: they are told from their folder on. */
  #pgCtl(...parameters: string[]): Promise<unknown> {
    const { files, programs, user } = this.#cluster;
    return run(join(programs, 'pg_ctl'), ['-D', basename(files), ...parameters], {
      ...user,
      cwd: dirname(files),
    });
  }
}

/** What was written to a file since it had so many bytes. */
async function textAfter(path: string, bytes: number): Promise<string> {
  const text = await readFile(path).catch(() => Buffer.alloc(0));
  return text.subarray(bytes).toString().trim();
}
