import { execFileSync } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../e2e/fixtures.ts';
import { freePort } from '../../e2e/server-process.ts';
import { Daemon, until, type User } from './daemon.ts';
import { PostgresPair } from './postgres-pair.ts';
import { RedisNodes } from './redis-nodes.ts';
import { Servers } from './servers.ts';
import { startHaproxy } from './start-haproxy.ts';

const SERVERS = 3;
const DATABASE = 'candles';

export interface Cluster {
  postgres: PostgresPair;
  redis: RedisNodes;
  servers: Servers;
  /** Of HAProxy, before the servers. */
  url: string;
  /** Of HAProxy, before the present primary. */
  databaseUrl: string;
  dispose(): Promise<void>;
}

/**
 * Starts etcd, two PostgreSQL under Patroni, a Redis Cluster, HAProxy and three servers, on free ports of the loopback
 * interface and in a folder that is gone afterwards.
 */
export async function startCluster(say: (line: string) => void): Promise<Cluster> {
  const started: (() => Promise<void>)[] = [];
  const dispose = async () => {
    // One that can't end must not keep the others running.
    for (const end of started.splice(0).reverse()) await end().catch(console.error);
  };
  try {
    return { ...(await startParts(say, started)), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startParts(
  say: (line: string) => void,
  started: (() => Promise<void>)[],
): Promise<Omit<Cluster, 'dispose'>> {
  const folder = await temporaryFolder();
  started.push(() => folder.dispose());
  const user = userOfPostgres();
  const etcdPort = await startEtcd(folder.path, started);
  say('etcd runs');
  const owned = join(folder.path, 'postgres');
  await mkdir(owned);
  if (user) await chown(owned, user.uid, user.gid);
  const postgres = await PostgresPair.start(owned, etcdPort, user);
  started.push(() => postgres.dispose());
  await postgres.create(DATABASE);
  say('PostgreSQL runs twice, one the synchronous standby of the other');
  const redis = await RedisNodes.start(folder.path);
  started.push(() => redis.dispose());
  say('Redis runs, three masters with a replica each');
  const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
  const haproxy = await startHaproxy(folder.path, postgres.nodes, ports);
  started.push(haproxy.dispose);
  const databaseUrl = postgres.urlAt(haproxy.postgresPort, DATABASE);
  // It takes everybody for the primary until its first checks have failed.
  await until('HAProxy leads to the primary alone', async () => {
    const reached = await Promise.all(Array.from({ length: 4 }, () => postgres.reachedPrimary(databaseUrl)));
    return reached.every((each) => each !== undefined);
  });
  const standbyUrl = postgres.urlAt(haproxy.standbyPort, DATABASE);
  const servers = await Servers.start(ports, { databaseUrl, standbyUrl, redisUrl: redis.addresses });
  started.push(() => servers.dispose());
  await until('HAProxy leads to a server', () =>
    fetch(`${haproxy.url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  say(`${SERVERS} servers run`);
  return { postgres, redis, servers, url: haproxy.url, databaseUrl };
}

async function startEtcd(folder: string, started: (() => Promise<void>)[]): Promise<number> {
  const [port, peerPort] = [await freePort(), await freePort()];
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const clients = ['--listen-client-urls', url, '--advertise-client-urls', url];
  const peers = ['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl];
  const first = [
    '--name',
    'etcd',
    '--initial-cluster',
    `etcd=${peerUrl}`,
    '--data-dir',
    join(folder, 'etcd'),
  ];
  const etcd = new Daemon({
    ...{ command: 'etcd', args: [...first, ...clients, ...peers], logFile: join(folder, 'etcd.log') },
  });
  started.push(() => etcd.dispose());
  await until('etcd is well', () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return port;
}

/** PostgreSQL refuses to run as root. */
function userOfPostgres(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
