import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DashboardFixture } from './dashboard-fixture.ts';
import { simulatedHours } from './fixtures.ts';

const FOLDER = '/watch/';
const HOURS = simulatedHours(200);

/** The hours of the candle, as the page writes them. */
const clockOf = (index: number) => {
  const hour = (time: number) => new Date(time).toISOString().slice(11, 16);
  const { openTime } = HOURS[index] ?? { openTime: 0 };
  return `${hour(openTime)} – ${hour(openTime + 3_600_000)}`;
};

let fixture: DashboardFixture;
let proxy: Awaited<ReturnType<typeof startProxy>>;
beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(HOURS.slice(0, -1));
  proxy = await startProxy(new URL(fixture.server.url));
});
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await fixture?.[Symbol.asyncDispose]();
});

/** As `location /watch/ { proxy_pass http://127.0.0.1:4000/; }` of nginx: what lies outside of the folder is not ours. */
async function startProxy({ hostname: host, port }: URL) {
  const outside: string[] = [];
  const inside = (url = '/') => {
    if (url.startsWith(FOLDER)) return url.slice(FOLDER.length - 1);
    outside.push(url);
    return undefined;
  };
  const server = createServer((asked, answer) => {
    const path = inside(asked.url);
    if (path === undefined) return void answer.writeHead(404).end();
    const passed = request({ host, port, path, method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.on('upgrade', ({ url, rawHeaders }, socket, head) => {
    const path = inside(url);
    if (path === undefined) return void socket.destroy();
    const lines = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
    const passed = connect(Number(port), host);
    passed.write(`GET ${path} HTTP/1.1\r\n${lines}\r\n`);
    passed.write(head);
    for (const one of [socket, passed]) one.on('error', () => undefined);
    socket.pipe(passed).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${FOLDER}`,
    outside,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

it('the page lives in a folder of a site behind a proxy, and asks for nothing outside of it', async () => {
  const page = await fixture.browser.newPage();
  await page.goto(proxy.url);
  await page.locator('.connection.is-live').waitFor();
  const newest = page.locator('.glance').getByText(clockOf(HOURS.length - 1));
  expect(await newest.count()).toBe(0);
  await fixture.send(HOURS.slice(-1));
  await newest.first().waitFor();
  expect(proxy.outside).toEqual([]);
  await page.close();
});

it('so does the playground', async () => {
  const page = await fixture.browser.newPage();
  await page.goto(`${proxy.url}playground`);
  const execute = async (name: string) => {
    await page.getByRole('button', { name: /execute/i }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await execute('Newest');
  await page.locator('.graphiql-response').getByText('candleCount').waitFor();
  const socket = page.waitForEvent('websocket');
  await execute('Live');
  expect((await socket).url()).toBe(`${proxy.url.replace('http', 'ws')}graphql`);
  expect(proxy.outside).toEqual([]);
  await page.close();
});
