import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { simulatedHours, temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { send } from './candle-sender.ts';
import { follow } from './follower.ts';
import { expectSameRows, rowsOf, storedRows } from './stored-rows.ts';
import { portOf, TcpProxy } from './tcp-proxy.ts';

const HOURS = simulatedHours(120);

/** PostgreSQL behind an address that stays the same however often it is stopped and started. */
class StoppablePostgres {
  #postgres: EmbeddedPostgres | undefined;
  #proxy: TcpProxy | undefined;
  #url = '';

  constructor(readonly folder: string) {}

  /** @returns the address for the server */
  async start(): Promise<string> {
    this.#postgres = await EmbeddedPostgres.start(this.folder, pino({ level: 'silent' }));
    this.#url = await this.#postgres.database('candles');
    if (this.#proxy) await this.#proxy.comeBack(portOf(this.#url));
    else this.#proxy = await TcpProxy.start(portOf(this.#url));
    return this.#proxy.through(this.#url);
  }

  /** As an administrator stops it: its clients are told, and then nobody answers. */
  async stop(): Promise<void> {
    await this.#postgres?.dispose();
    await this.#proxy?.goAway();
  }

  /** Past the proxy. */
  get directUrl(): string {
    return this.#url;
  }
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let postgres: StoppablePostgres;
let server: ServerProcess;
beforeAll(async () => {
  folder = await temporaryFolder();
  postgres = new StoppablePostgres(join(folder.path, 'stoppable'));
  const DATABASE_URL = await postgres.start();
  server = await ServerProcess.start({
    PORT: String(await freePort()),
    REPLAY_RATE: 'off',
    DATABASE_URL,
    // Longer than the test may take: no answer in it comes from a connection that was given up as silent.
    DATABASE_TIMEOUT: '3600',
  });
  await send(server.url, 'WHOLE', HOURS);
});
afterAll(async () => {
  await server.stop();
  await postgres.stop();
  await folder.dispose();
});

const health = async () => (await fetch(`${server.url}/health`)).status;

async function codeOf(query: string): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  expect(text).not.toMatch(/ECONN|127\.0\.0\.1|postgres|typeorm|SELECT|\.ts/i);
  const answer = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
  return answer.errors?.[0]?.extensions.code ?? 'no error';
}

describe('while PostgreSQL is stopped', () => {
  it('mutations, queries and /health say so at once, and everything goes on when it is back', async () => {
    const follower = follow(server.url, 'AWAY');
    await send(server.url, 'AWAY', HOURS.slice(0, 60));
    await expect.poll(() => follower.received.length, { timeout: 30_000 }).toBe(60);

    for (let outage = 0; outage < 3; outage++) {
      const stored = 60 + outage * 20;
      await postgres.stop();
      // All of these are answered before anybody starts PostgreSQL again, so none has waited for it.
      const refused = await send(server.url, 'AWAY', HOURS.slice(stored, stored + 20));
      expect(refused.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
      expect(await codeOf('{ series { symbol } }')).toBe('SERVICE_UNAVAILABLE');
      expect(await health()).toBe(503);
      expect((await fetch(`${server.url}/health/live`)).status).toBe(200);

      const late = follow(server.url, 'AWAY');
      await postgres.start();
      await expect.poll(health, { timeout: 30_000 }).toBe(200);
      const judged = await send(server.url, 'AWAY', HOURS.slice(stored, stored + 20));
      expect(judged.data?.predictAnomalies).toHaveLength(20);
      await expect.poll(() => follower.received.length, { timeout: 30_000 }).toBe(stored + 20);
      await expect.poll(() => late.received.length, { timeout: 30_000 }).toBe(stored + 20);
      expect(late.received).toEqual(follower.received);
      expect(late.breaks, 'a subscriber that came in the meantime only had to wait').toBe(0);
      await late.dispose();
    }

    expect(follower.received).toEqual(HOURS.map(({ openTime }) => new Date(openTime).toISOString()));
    expect(follower.breaks, 'the subscriber did not have to reconnect').toBe(0);
    await follower.dispose();
    const rows = await storedRows(postgres.directUrl);
    expectSameRows(rowsOf(rows, 'AWAY'), rowsOf(rows, 'WHOLE'));
  });
});
