import { once } from 'node:events';
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DashboardFixture } from './dashboard-fixture.ts';
import { simulatedHours } from './fixtures.ts';

const BUILT = fileURLToPath(new URL('../client/dist', import.meta.url));
const HASHED = /-([\w-]{8})\.(js|css)$/;

let fixture: DashboardFixture;
let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(simulatedHours(200));
  site = await startSite(new URL(fixture.server.url), await makeNewerBuild(join(fixture.folder, 'newer')));
});
afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
  await fixture?.[Symbol.asyncDispose]();
});

/** The same page, in whose names all hashes are others. */
async function makeNewerBuild(folder: string): Promise<string> {
  await cp(BUILT, folder, { recursive: true });
  const assets = join(folder, 'assets');
  const names = new Map<string, string>();
  for (const name of await readdir(assets)) {
    if (/\.(br|gz)$/.test(name)) await rm(join(assets, name));
    else
      names.set(
        name,
        name.replace(HASHED, (_, hash: string, type) => `-${[...hash].reverse().join('')}.${type}`),
      );
  }
  const files = [join(folder, 'index.html'), ...[...names.keys()].map((name) => join(assets, name))];
  for (const file of files) {
    let text = await readFile(file, 'utf8');
    for (const [before, after] of names) text = text.replaceAll(before, after);
    await writeFile(file, text);
  }
  for (const [before, after] of names) await rename(join(assets, before), join(assets, after));
  return folder;
}

/** A proxy before the server, which has the page of a newer build from some time on. */
async function startSite({ hostname: host, port }: URL, newer: string) {
  let isUpgraded = false;
  const types = { js: 'text/javascript', css: 'text/css', html: 'text/html' };
  const server = createServer((asked, answer) => {
    const path = asked.url === '/' ? '/index.html' : (asked.url ?? '');
    const type = /^\/(?:index|assets\/[\w.-]+)\.(js|css|html)$/.exec(path)?.[1] as
      keyof typeof types | undefined;
    if (isUpgraded && type) {
      const headers = { 'content-type': types[type], 'cache-control': 'no-cache' };
      return void readFile(join(newer, path)).then(
        (body) => answer.writeHead(200, headers).end(body),
        () => answer.writeHead(404).end(),
      );
    }
    const passed = request(
      { host, port, path: asked.url, method: asked.method, headers: asked.headers },
      (got) => {
        answer.writeHead(got.statusCode ?? 500, got.headers);
        got.pipe(answer);
      },
    );
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.on('upgrade', ({ url, rawHeaders }, socket, head) => {
    const lines = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
    const passed = connect(Number(port), host);
    passed.write(`GET ${url} HTTP/1.1\r\n${lines}\r\n`);
    passed.write(head);
    for (const one of [socket, passed]) one.on('error', () => undefined);
    socket.pipe(passed).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    upgrade: () => (isUpgraded = true),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

it('a page from before an upgrade of the server is replaced when it needs a part that is no longer there', async () => {
  const page = await fixture.browser.newPage();
  await page.goto(`${site.url}#from=2021-01-03T00:00Z&to=2021-01-05T00:00Z`);
  await page.locator('.connection.is-live').waitFor();
  const scripts = () => page.locator('script[type=module]').getAttribute('src');
  const before = await scripts();
  site.upgrade();
  const alerts = page.getByRole('button', { name: 'Alerts', exact: true });
  await alerts.click();
  await expect.poll(scripts, { timeout: 30_000 }).not.toBe(before);
  await page.locator('.connection.is-live').waitFor();
  expect(page.url()).toContain('#from=2021-01-03T00:00Z&to=2021-01-05T00:00Z');
  await alerts.click();
  await page.getByRole('heading', { name: 'Add a channel' }).waitFor();
  await page.close();
});
