import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { execFileSync } from 'node:child_process';
import { tmpdir, userInfo } from 'node:os';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** Who PostgreSQL runs as; empty when it may run as whoever runs this process. */
export interface PostgresUser {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root, so root lends it the user `postgres` if there is one, else `nobody`. */
export function postgresUser(): PostgresUser {
  if (process.platform === 'win32' || userInfo().uid !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such user on this system: the next one.
    }
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody".',
  );
}

/** Whether somebody who is neither owner nor in the group can get to a path, as `postgres` must to root's files. */
export function isReachableByOthers(path: string): boolean {
  const { root } = parse(path);
  for (let folder = path; folder !== root; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}

/**
 * The folder of PostgreSQL's programs (`initdb`, `pg_ctl`, `postgres`), from npm's package for this platform.
 *
 * @param user who will run them: when that user can't reach the project, say below /root, they are copied once to a
 *   place that everybody can reach
 */
export function postgresPrograms(user: PostgresUser): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let installed: string;
  try {
    installed = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this platform (${name}): set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  if (user.uid === undefined || isReachableByOthers(installed)) return join(installed, 'bin');

  const { version } = JSON.parse(readFileSync(join(installed, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(placeForAll(), `programs-${version}`);
  if (!existsSync(copy)) copyWhole(installed, copy);
  if (statSync(copy).uid !== 0)
    throw new EmbeddedPostgresError(`${copy} should belong to root: remove it, then start again.`);
  return join(copy, 'bin');
}

/** Where other users can get in and nothing is cleaned up, for what may not lie below root's home. */
export function placeForAll(): string {
  const place = join(existsSync('/var/lib') ? '/var/lib' : tmpdir(), 'bitcoin-anomaly-detective');
  mkdirSync(place, { recursive: true, mode: 0o755 });
  return place;
}

/** Copies beside the target first, so that a copy which was cut off is never mistaken for a whole one. */
function copyWhole(from: string, to: string): void {
  const half = `${to}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o755 });
  cpSync(from, half, { recursive: true, verbatimSymlinks: true });
  renameSync(half, to);
}
