import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareConnection } from '../testing/raw-http.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';

const MEGABYTE = 1024 * 1024;
const READERS = 80;

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function scriptPath(): Promise<string> {
  const page = await (await fetch(`${server.app.url}/playground`)).text();
  const [, path] = /<script src="(playground\/graphiql-[\w-]{16}\.js)"><\/script>/.exec(page) ?? [];
  if (path === undefined) throw new Error(`no script in ${page.slice(0, 500)}`);
  return `/${path}`;
}

/** As it travels: `fetch` would unpack it. */
async function rawLength(path: string, encoding: string) {
  const { headers } = await fetch(`${server.app.url}${path}`, { headers: { 'accept-encoding': encoding } });
  return { length: Number(headers.get('content-length')), encoding: headers.get('content-encoding') };
}

describe('the playground', () => {
  it('is a small page beside files that may be kept for ever', async () => {
    const response = await fetch(`${server.app.url}/playground`);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const page = await response.text();
    expect(page.length).toBeLessThan(MEGABYTE / 2);
    expect(page).not.toMatch(/<script>|<style>|src="https?:/);
    const script = await fetch(`${server.app.url}${await scriptPath()}`);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect((await script.text()).length).toBeGreaterThan(7 * MEGABYTE);
    expect((await fetch(`${server.app.url}/playground/graphiql-other.js`)).status).toBe(404);
  });

  it('travels compressed as the client likes it', async () => {
    const path = await scriptPath();
    const brotli = await rawLength(path, 'gzip, deflate, br');
    expect(brotli).toMatchObject({ encoding: 'br' });
    expect(brotli.length).toBeLessThan(2.2 * MEGABYTE);
    expect(await rawLength(path, 'br;q=0, gzip')).toMatchObject({ encoding: 'gzip' });
    expect(await rawLength(path, 'identity')).toMatchObject({ encoding: null });
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      using connection = await BareConnection.open(
        server.app.url,
        `GET /playground HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`,
      );
      await connection.closed;
      const { bytes } = connection;
      const body = unpack(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)).toString();
      expect(body).toMatch(/<\/html>\s*$/);
    }
  });

  it('is not sent again to those who have it', async () => {
    for (const path of ['/playground', await scriptPath()]) {
      const etag = (await fetch(`${server.app.url}${path}`)).headers.get('etag') ?? '';
      const again = await fetch(`${server.app.url}${path}`, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
    }
  });

  it(`costs ${READERS} clients that never read no memory of their own`, async () => {
    const path = await scriptPath();
    await (await fetch(`${server.app.url}${path}`, { headers: { 'accept-encoding': 'identity' } })).text();
    const before = process.memoryUsage();
    const readers = await Promise.all(
      Array.from({ length: READERS }, async () => {
        const reader = await BareConnection.open(server.app.url);
        reader.socket.once('data', () => reader.socket.pause());
        reader.socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        return reader;
      }),
    );
    // Each has got its first bytes, so each answer is under way.
    await expect.poll(() => readers.every(({ bytes }) => bytes.length > 0), { timeout: 20_000 }).toBe(true);
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(
      60 * MEGABYTE,
    );
    for (const reader of readers) reader[Symbol.dispose]();
  });

  it('can be switched off', async () => {
    const without = await startTestServer({ PLAYGROUND: 'off' });
    expect((await fetch(`${without.app.url}/playground`)).status).toBe(404);
    await without[Symbol.asyncDispose]();
  });
});
