import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatedHours, temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { send, sendStubbornly } from './candle-sender.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { follow } from './follower.ts';
import { expectSameRows, rowsOf, storedRows } from './stored-rows.ts';
import { portOf, TcpProxy } from './tcp-proxy.ts';

const HOURS = simulatedHours(90);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** Brings the PostgreSQL. */
let host: ServerProcess;
let proxy: TcpProxy;
let url: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  const DATA_DIR = join(folder.path, 'data');
  host = await ServerProcess.start({ PORT: String(await freePort()), DATA_DIR, REPLAY_RATE: 'off' });
  url = await new EmbeddedDatabase(DATA_DIR).url();
  proxy = await TcpProxy.start(portOf(url));
  server = await ServerProcess.start({
    PORT: String(await freePort()),
    REPLAY_RATE: 'off',
    DATABASE_URL: proxy.through(url),
    DATABASE_TIMEOUT: '2',
  });
  await send(server.url, 'WHOLE', HOURS);
});
afterAll(async () => {
  await server?.stop();
  await proxy?.goAway();
  await host?.stop();
  await folder?.dispose();
});

it('a PostgreSQL that is suddenly silent is given up in time, and everything goes on when it speaks again', async () => {
  const follower = follow(server.url, 'SILENT');
  await send(server.url, 'SILENT', HOURS.slice(0, 30));
  await expect.poll(() => follower.received.length, { timeout: 30_000 }).toBe(30);

  for (const stored of [30, 60]) {
    // Once in the middle of a transaction, which then holds the lock of its series; once before the next one.
    const frozen = new Promise<void>((resolve) => {
      proxy.gate.onRequest = (chunk) => {
        if (stored === 30 && !chunk.includes('INSERT INTO "candle"')) return true;
        proxy.freeze();
        resolve();
        return false;
      };
    });
    // Answered while the proxy is frozen: nothing but the limit of DATABASE_TIMEOUT can have ended the wait.
    const refused = await send(server.url, 'SILENT', HOURS.slice(stored, stored + 30));
    await frozen;
    expect(refused.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect((await fetch(`${server.url}/health`)).status).toBe(503);

    proxy.gate = {};
    proxy.thaw();
    await sendStubbornly(server.url, 'SILENT', HOURS.slice(stored, stored + 30), 10);
    await expect.poll(() => follower.received.length, { timeout: 30_000 }).toBe(stored + 30);
  }

  expect(follower.received).toEqual(HOURS.map(({ openTime }) => new Date(openTime).toISOString()));
  await follower.dispose();
  const rows = await storedRows(url);
  expectSameRows(rowsOf(rows, 'SILENT'), rowsOf(rows, 'WHOLE'));
});
