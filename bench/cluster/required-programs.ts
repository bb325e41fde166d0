import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian and Ubuntu have the programs of PostgreSQL 15, which are on nobody's path. */
export const POSTGRES_PROGRAMS = '/usr/lib/postgresql/15/bin';

/** HAProxy is where an ordinary user's shell does not look. */
export const SEARCH_PATH = `${process.env.PATH ?? ''}:/usr/sbin`;

/** What says its version, and the package of Debian that brings it. */
const PROGRAMS = [
  { command: 'etcd', argument: '--version', debianPackage: 'etcd-server' },
  { command: 'patroni', argument: '--version', debianPackage: 'patroni' },
  { command: 'haproxy', argument: '-v', debianPackage: 'haproxy' },
  { command: 'redis-server', argument: '--version', debianPackage: 'redis-server' },
];

/** @returns what is missing to run the cluster, each with the package to install; empty where all is there */
export function missingPrograms(): string[] {
  const env = { ...process.env, PATH: SEARCH_PATH };
  const missing = PROGRAMS.filter(
    ({ command, argument }) => spawnSync(command, [argument], { env }).status !== 0,
  ).map(({ command, debianPackage }) => `${command} is missing: apt-get install ${debianPackage}`);
  if (!existsSync(join(POSTGRES_PROGRAMS, 'postgres')))
    missing.push(`PostgreSQL 15 is missing below ${POSTGRES_PROGRAMS}: apt-get install postgresql-15`);
  return missing;
}
