import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DataDirLock } from './data-dir-lock.ts';
import { DataDirError, explainFileFault, PostgresStartError } from './embedded-postgres-error.ts';
import {
  isReachableByOthers,
  placeForAll,
  postgresPrograms,
  postgresUser,
  type PostgresUser,
} from './postgres-binaries.ts';
import { PostgresControl } from './postgres-control.ts';

const run = promisify(execFile);

/** The superuser of the cluster. */
export const OWNER = 'detective';

/** The files of one PostgreSQL, with the right user on them; locked for this server. */
export class PostgresCluster {
  private constructor(
    readonly folder: string,
    readonly password: string,
    readonly control: PostgresControl,
    readonly lock: DataDirLock,
  ) {}

  /**
   * The cluster below a data folder, made where there is none.
   *
   * @param signal gives up while it is made
   * @throws {DataDirInUseError} while another server holds it
   * @throws {DataDirError} when the folder or the password in it can't be used
   * @throws {PostgresStartError} when there is none and none can be made
   */
  static async open(dataDir: string, signal?: AbortSignal): Promise<PostgresCluster> {
    try {
      await makeFolder(dataDir);
      const user = postgresUser();
      const folder = postgresFolder(dataDir, user);
      await makeFolder(dirname(folder));
      await makeFolder(folder, 0o700);
      await give(folder, user);
      const lock = await DataDirLock.acquire(join(folder, 'server.lock'), folder);
      try {
        return await PostgresCluster.#openLocked(folder, user, lock, signal);
      } catch (error) {
        await lock.release();
        throw error;
      }
    } catch (error) {
      throw explainFileFault(error, dataDir);
    }
  }

  static async #openLocked(folder: string, user: PostgresUser, lock: DataDirLock, signal?: AbortSignal) {
    const programs = postgresPrograms(user);
    const files = join(folder, 'cluster');
    const passwordFile = join(folder, 'password');
    const password = await readPassword(passwordFile, existsSync(files), user);
    if (!existsSync(files)) await create({ folder, files, passwordFile, programs, user }, signal);
    const control = new PostgresControl({ files, logFile: join(folder, 'postgres.log'), programs, user });
    return new PostgresCluster(folder, password, control, lock);
  }
}

/** Only a new cluster can have a new password; a file that is empty was cut off before there was a cluster. */
async function readPassword(file: string, isInUse: boolean, user: PostgresUser): Promise<string> {
  const known = existsSync(file) ? (await readFile(file, 'utf8')).trim() : '';
  if (known !== '') return known;
  if (isInUse) {
    throw new DataDirError(
      `${file} is ${existsSync(file) ? 'empty' : 'missing'}: it should hold the password of the embedded database. ` +
        `Put back a copy of it, or set DATA_DIR to another folder to start afresh.`,
    );
  }
  const password = randomBytes(24).toString('hex');
  await writeFile(file, password, { mode: 0o600 });
  await give(file, user);
  return password;
}

interface NewCluster {
  folder: string;
  files: string;
  passwordFile: string;
  programs: string;
  user: PostgresUser;
}

/** Creates beside the target first, so that a set-up which was cut off is done again instead of half used. */
async function create({ folder, files, passwordFile, programs, user }: NewCluster, signal?: AbortSignal) {
  const half = `${files}.half`;
  await rm(half, { recursive: true, force: true });
  const parameters = [
    ...['-D', half, '-U', OWNER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--no-sync'],
  ];
  const initdb = run(join(programs, 'initdb'), parameters, { ...user, cwd: folder });
  // Told to end and waited for: Node's own way with a signal would leave it writing behind our back.
  const end = () => void initdb.child.kill();
  signal?.addEventListener('abort', end, { once: true });
  await initdb.catch((error: Error & { stderr?: string }) => {
    signal?.throwIfAborted();
    throw new PostgresStartError(folder, (error.stderr ?? error.message).slice(-2_000));
  });
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  await rename(half, files);
}

/** Node says of a read-only file system that the folder was not found; made one by one, the first that fails says why. */
async function makeFolder(path: string, mode?: number): Promise<void> {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  if (path !== dirname(path)) await makeFolder(dirname(path));
  await mkdir(path, { mode }).catch((error: NodeJS.ErrnoException) => {
    // Somebody else was faster.
    if (error.code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  });
}

async function give(path: string, { uid, gid }: PostgresUser): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

/**
 * Where PostgreSQL's files of a data folder are: in it, or where PostgreSQL's user can't reach it (root's home), in a
 * folder of that user's own.
 */
export function postgresFolder(dataDir: string, user = postgresUser()): string {
  if (user.uid === undefined || isReachableByOthers(dataDir)) return join(dataDir, 'postgres');
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return join(placeForAll(), `data-${digest}`, 'postgres');
}
