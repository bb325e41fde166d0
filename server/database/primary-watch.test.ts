import { once } from 'node:events';
import { connect as connectTo, createServer, type AddressInfo } from 'node:net';
import pino from 'pino';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { createStandbyFolders } from '../testing/standby-folders.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';
import { PrimaryWatch } from './primary-watch.ts';

const log = pino({ level: 'silent' });
const ends: (() => Promise<unknown>)[] = [];
let old: string;
let present: string;

/** Two of one history: what is promoted goes on in a timeline of its own, while the old primary knows nothing of it. */
beforeAll(async () => {
  const { primary, standby: copy, remove } = await createStandbyFolders();
  ends.push(remove);
  old = await start(primary);
  present = await start(copy);
  const standby = await createDataSource(present).initialize();
  await standby.query('SELECT pg_promote()');
  await standby.destroy();
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

it('cuts connections to a PostgreSQL that is no longer the primary, which would answer for ever', async () => {
  const balancer = await startBalancer(portOf(old));
  const databaseUrl = old.replace(`:${portOf(old)}/`, `:${balancer.port}/`);
  const onChange = vi.fn();
  const watch = await PrimaryWatch.start({ databaseUrl, log, onChange, lookEveryMs: 100 });
  ends.push(() => watch.dispose());
  const watched = await connect(createDataSource(databaseUrl, watch));
  const unwatched = await connect(createDataSource(databaseUrl));
  expect(await portSeenBy(watched)).toBe(portOf(old));
  expect(await portSeenBy(unwatched)).toBe(portOf(old));

  balancer.target = portOf(present);
  await expect.poll(() => portSeenBy(watched), { timeout: 30_000 }).toBe(portOf(present));
  expect(await portSeenBy(unwatched)).toBe(portOf(old));
  expect(onChange).toHaveBeenCalledTimes(1);
});

it('cuts connections when PostgreSQL says that it may not write any more', async () => {
  const onChange = vi.fn();
  const watch = await PrimaryWatch.start({ databaseUrl: old, log, onChange });
  ends.push(() => watch.dispose());
  const source = await connect(createDataSource(old, watch));
  const backend = () => source.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
  const before = await backend();

  const writing = source.query('BEGIN READ ONLY; CREATE TABLE written (number integer)');
  await expect(writing).rejects.toThrow('read-only');
  expect(onChange).toHaveBeenCalledTimes(1);
  await expect.poll(backend, { timeout: 30_000 }).not.toEqual(before);
});

/** Leads new connections to its target; those that are open stay where they are. */
async function startBalancer(target: number) {
  const server = createServer((client) => {
    const upstream = connectTo(balancer.target, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      socket.on('error', () => undefined);
      socket.on('close', () => [client, upstream].forEach((one) => one.destroy()));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => server.close());
  const balancer = { target, port: (server.address() as AddressInfo).port };
  return balancer;
}

const portOf = (url: string) => Number(new URL(url).port);

async function start(dataDir: string): Promise<string> {
  const postgres = await EmbeddedPostgres.start(dataDir, log);
  ends.push(() => postgres.dispose());
  return postgres.database('candles');
}

async function connect(dataSource: DataSource): Promise<DataSource> {
  await dataSource.initialize();
  ends.push(() => dataSource.destroy());
  return dataSource;
}

/** Undefined while the connection has just been cut. */
async function portSeenBy(source: DataSource): Promise<number | undefined> {
  const rows = await source
    .query<[{ port: number }]>('SELECT inet_server_port() AS port')
    .catch(() => undefined);
  return rows?.[0].port;
}
