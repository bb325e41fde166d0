import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';

export interface StandbyFolders {
  /** Of a PostgreSQL with an empty database `candles`. */
  primary: string;
  /** Of a copy of it, which starts as a standby that follows nobody yet. */
  standby: string;
  /** With the settings of the standby. */
  standbyCluster: string;
  remove: () => Promise<void>;
}

/** The folders of two PostgreSQL of one history, neither of them started. */
export async function createStandbyFolders(): Promise<StandbyFolders> {
  const folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-standby-'));
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(folder, 0o755);
  const [primary, standby] = [join(folder, 'one'), join(folder, 'other')];
  const postgres = await EmbeddedPostgres.start(primary, pino({ level: 'silent' }));
  await postgres.database('candles');
  await postgres.dispose();
  execFileSync('cp', ['-a', primary, standby]);
  const standbyCluster = join(standby, 'postgres/cluster');
  await writeFile(join(standbyCluster, 'standby.signal'), '');
  return { primary, standby, standbyCluster, remove: () => rm(folder, { recursive: true, force: true }) };
}
