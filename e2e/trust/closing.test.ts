import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BareConnection, HALF_A_POST } from '../../server/testing/raw-http.ts';
import { temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends the server with code 0 and its PostgreSQL with it, whatever is half sent',
  async (signal) => {
    const DATA_DIR = join(folder.path, signal);
    const server = await ServerProcess.start({ PORT: String(await freePort()), DATA_DIR });
    using halfBody = await BareConnection.open(server.url, HALF_A_POST);
    using halfHead = await BareConnection.open(server.url, 'POST /graphql HTTP/1.1\r\nHost: loc');
    // What was sent before this has arrived.
    expect(await server.isReady()).toBe(true);

    const began = performance.now();
    expect(await server.stop(signal)).toBe(0);
    expect(performance.now() - began).toBeLessThan(8_000);
    await Promise.all([halfBody.closed, halfHead.closed]);
    expect(halfBody.text).toContain('SERVICE_UNAVAILABLE');
    // PostgreSQL takes this file away when it stops in order.
    await expect(access(join(DATA_DIR, 'postgres', 'cluster', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
  },
);
