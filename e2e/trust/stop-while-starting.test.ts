import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';

const STOPS = 5;
/** From the first instants of PostgreSQL to a server that is ready. */
const EVERY_MS = 400;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

it(
  'SIGTERM ends server and PostgreSQL with code 0 at any instant of the start, the first one included',
  { timeout: 300_000 },
  async () => {
    const settings = { REPLAY_RATE: 'off', DATA_DIR: join(folder.path, 'data') };
    const postgres = join(settings.DATA_DIR, 'postgres');
    for (let stop = 0; stop < STOPS; stop++) {
      const server = ServerProcess.spawn({ ...settings, PORT: String(await freePort()) });
      // Before this the server has done nothing that it would have to undo.
      const lock = join(postgres, 'server.lock');
      await expect.poll(() => existsSync(lock), { interval: 10, timeout: 180_000 }).toBe(true);
      await pause(stop * EVERY_MS);
      await server.stop();
      expect(await server.exited, `${stop * EVERY_MS} ms after the lock`).toBe(0);
      expect(server.lines.join('\n')).not.toMatch(/Error|\bat /);
      expect(existsSync(join(postgres, 'cluster', 'postmaster.pid')), 'PostgreSQL still runs').toBe(false);
      await rm(lock);
    }
  },
);

it(
  'SIGHUP, which a terminal sends when it is closed, ends both as SIGTERM does',
  { timeout: 120_000 },
  async () => {
    const settings = { REPLAY_RATE: 'off', DATA_DIR: join(folder.path, 'terminal') };
    const server = await ServerProcess.start({ ...settings, PORT: String(await freePort()) });
    const lockFile = join(settings.DATA_DIR, 'postgres', 'cluster', 'postmaster.pid');
    expect(existsSync(lockFile)).toBe(true);
    process.kill(server.pid, 'SIGHUP');
    process.kill(server.pid, 'SIGHUP');
    expect(await server.exited).toBe(0);
    expect(existsSync(lockFile), 'PostgreSQL still runs').toBe(false);
  },
);
