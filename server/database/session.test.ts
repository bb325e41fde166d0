import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import pg from 'pg';
import { expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { candleInputs, startTestServer } from '../testing/running-server.ts';
import { createDatabase } from '../testing/test-database.ts';

const SEND = `mutation ($candles: [CandleInput!]!) {
  predictAnomalies(candles: $candles) { anomalyScore threshold candle { openTime high } } }`;

const OTHER_DEFAULTS = [
  "datestyle = 'SQL, DMY'",
  'extra_float_digits = 0',
  'array_nulls = off',
  "default_transaction_isolation = 'serializable'",
  "timezone = 'America/New_York'",
  "bytea_output = 'escape'",
];

/** A database whose sessions begin with other settings than PostgreSQL's own. */
async function databaseWithOtherDefaults(): Promise<string> {
  const url = await createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = client.escapeIdentifier(new URL(url).pathname.slice(1));
  for (const setting of OTHER_DEFAULTS) await client.query(`ALTER DATABASE ${name} SET ${setting}`);
  await client.end();
  return url;
}

/** What is told of candles when they are judged, and, after a restart, when the same are sent again. */
async function judgedTwice(databaseUrl: string) {
  const candles = candleInputs(60).map((candle) => ({ ...candle, high: candle.high + Math.PI * 1e-9 }));
  const told: unknown[] = [];
  for (let start = 0; start < 2; start++) {
    await using server = await startTestServer({}, databaseUrl);
    told.push(await server.ask(SEND, { candles }));
  }
  return told;
}

it('settings that a database has for its sessions change no judgement, no time and no value', async () => {
  const [first, again] = await judgedTwice(await databaseWithOtherDefaults());
  expect(first).toEqual((await judgedTwice(await createDatabase()))[0]);
  expect(again).toEqual(first);
});

/** What PgBouncer lets through when a connection begins; it refuses all others. */
const KNOWN_TO_PGBOUNCER = ['user', 'database', 'client_encoding', 'application_name'];

/** Stands before a PostgreSQL, and notes with which parameters connections begin. */
async function startProxy(target: URL) {
  const parameters = new Set<string>();
  const proxy = createServer((client: Socket) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.once('data', (packet: Buffer) => {
      const words = packet.subarray(8).toString().split('\0');
      for (let index = 0; index < words.length; index += 2)
        if (words[index]) parameters.add(String(words[index]));
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(target);
  url.port = String((proxy.address() as AddressInfo).port);
  return { url: url.href, parameters, [Symbol.dispose]: () => void proxy.close() };
}

it('connections begin with nothing that PgBouncer refuses', async () => {
  using proxy = await startProxy(new URL(await createDatabase()));
  await using server = await startTestServer({ DATABASE_URL: proxy.url }, proxy.url);
  await server.ask(SEND, { candles: candleInputs(2) });
  expect([...proxy.parameters]).toContain('application_name');
  expect([...proxy.parameters].filter((name) => !KNOWN_TO_PGBOUNCER.includes(name))).toEqual([]);
});

it('a connection whose other end is gone gives up its locks', async () => {
  const dataSource = await createDataSource(await createDatabase(), { silenceMs: 12_345 }).initialize();
  const [row] = await dataSource.query<unknown[]>('SHOW idle_in_transaction_session_timeout');
  expect(row).toEqual({ idle_in_transaction_session_timeout: '12345ms' });
  await dataSource.destroy();
});
