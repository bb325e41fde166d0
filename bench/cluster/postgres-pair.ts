import { randomBytes } from 'node:crypto';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../e2e/server-process.ts';
import { withDatabase } from '../../e2e/trust/stored-rows.ts';
import { Daemon, until, type User } from './daemon.ts';
import { killPostgres } from './kill-postgres.ts';
import { POSTGRES_PROGRAMS } from './required-programs.ts';
import { fillTemplate } from './template.ts';

const LONGEST_LOOK_MS = 2_000;
const PASSWORD = randomBytes(12).toString('hex');

export interface PostgresNode {
  name: string;
  port: number;
  /** Of Patroni's REST API. */
  restPort: number;
  dataFolder: string;
  patroni: Daemon;
}

interface Member {
  name: string;
  role: 'leader' | 'sync_standby' | 'replica';
  state: string;
}

/** Two PostgreSQL, one of them the standby that every commit waits for, each under a Patroni of its own. */
export class PostgresPair {
  readonly nodes: readonly PostgresNode[];

  private constructor(nodes: readonly PostgresNode[]) {
    this.nodes = nodes;
  }

  /** Resolves when one is primary and the other one its synchronous standby. */
  static async start(folder: string, etcdPort: number, user: User | undefined): Promise<PostgresPair> {
    const nodes: PostgresNode[] = [];
    const pair = new PostgresPair(nodes);
    try {
      for (const name of ['postgres-a', 'postgres-b'])
        nodes.push(await startNode(name, join(folder, name), etcdPort, user));
      await pair.untilWhole();
      return pair;
    } catch (error) {
      for (const { patroni } of nodes) console.error(patroni.lastLines);
      await pair.dispose();
      throw error;
    }
  }

  /** The one that holds the lock by what any Patroni knows; undefined while nobody does. */
  async primary(): Promise<PostgresNode | undefined> {
    const leader = (await this.#members()).find(
      ({ role, state }) => role === 'leader' && state === 'running',
    );
    return this.nodes.find(({ name }) => name === leader?.name);
  }

  /** Waits until a commit is on two disks again. */
  untilWhole(): Promise<void> {
    return until(
      'PostgreSQL has a synchronous standby',
      async () => {
        const members = await this.#members();
        return (
          members.some(({ role }) => role === 'leader') && members.some(({ role }) => role === 'sync_standby')
        );
      },
      300_000,
    );
  }

  /** @param port of a node, or of what leads to the primary */
  urlAt(port: number, database = 'postgres'): string {
    return `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;
  }

  /** Whom a new connection reaches, by the time it was started at; undefined where that is no primary, or nobody. */
  async reachedPrimary(url: string): Promise<string | undefined> {
    const client = new pg.Client({
      ...{ connectionString: url, connectionTimeoutMillis: LONGEST_LOOK_MS, query_timeout: LONGEST_LOOK_MS },
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ started: string }>(
        'SELECT pg_postmaster_start_time()::text AS started WHERE NOT pg_is_in_recovery()',
      );
      return rows[0]?.started;
    } catch {
      return undefined;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** An empty database on the primary. */
  async create(database: string): Promise<void> {
    const primary = await this.primary();
    if (!primary) throw new Error('There is no primary to create a database on.');
    await withDatabase(this.urlAt(primary.port), (client) => client.query(`CREATE DATABASE ${database}`));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.nodes.map(({ patroni }) => patroni.dispose()));
    for (const { dataFolder } of this.nodes) await killPostgres(dataFolder);
  }

  async #members(): Promise<Member[]> {
    for (const { restPort } of this.nodes) {
      const members = await fetch(`http://127.0.0.1:${restPort}/cluster`, {
        signal: AbortSignal.timeout(2_000),
      })
        .then((response) => response.json() as Promise<{ members: Member[] }>)
        .catch(() => undefined);
      if (members) return members.members;
    }
    return [];
  }
}

async function startNode(
  name: string,
  folder: string,
  etcdPort: number,
  user: User | undefined,
): Promise<PostgresNode> {
  const [port, restPort, dataFolder] = [await freePort(), await freePort(), join(folder, 'data')];
  const file = join(folder, 'patroni.yml');
  await mkdir(folder);
  const text = await fillTemplate('patroni.yml', {
    ...{ NAME: name, REST_PORT: restPort, PORT: port, ETCD_PORT: etcdPort, DATA: dataFolder, FOLDER: folder },
    ...{ PASSWORD, PROGRAMS: POSTGRES_PROGRAMS, PGPASS: join(folder, 'pgpass') },
  });
  await writeFile(file, text, { mode: 0o600 });
  if (user) for (const path of [folder, file]) await chown(path, user.uid, user.gid);
  const patroni = new Daemon({
    ...{ command: 'patroni', args: [file], logFile: join(folder, 'patroni.log'), user },
    environment: { HOME: folder },
  });
  return { name, port, restPort, dataFolder, patroni };
}
