import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';
import { createDatabase } from '../testing/test-database.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function subscribers(): Promise<number> {
  const answer = await fetch(`${server.app.url}/health`);
  return ((await answer.json()) as { subscribers: number }).subscribers;
}

it('/health counts who follows detections and who follows verdicts', async () => {
  const client = server.connect();
  const detections = client.iterate({ query: 'subscription { detections { id } }' });
  const verdicts = client.iterate({ query: 'subscription { verdicts { verdicts { note } } }' });
  const first = detections.next();
  expect(await verdicts.next()).toMatchObject({ value: { data: { verdicts: { verdicts: [] } } } });
  await expect.poll(subscribers, { timeout: 10_000 }).toBe(2);
  await Promise.all([detections.return?.(), verdicts.return?.(), first]);
  await expect.poll(subscribers, { timeout: 10_000 }).toBe(0);
});

/** Stands before a database and counts how often a statement goes by. */
async function countingProxy(databaseUrl: string, statement: string) {
  const target = new URL(databaseUrl);
  let count = 0;
  const proxy = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.on('data', (chunk) => (count += chunk.toString('latin1').split(statement).length - 1));
    for (const socket of [client, upstream]) {
      socket
        .on('error', () => undefined)
        .on('close', () => [client, upstream].forEach((each) => each.destroy()));
    }
    client.pipe(upstream).pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return { url: url.href, count: () => count };
}

it('the metrics travel compressed where that is asked for, as Prometheus does, and are the same', async () => {
  await using server = await startTestServer();
  const ask = async (encoding: string) => {
    const response = await fetch(`${server.app.url}/metrics`, { headers: { 'accept-encoding': encoding } });
    return { sent: response.headers.get('content-encoding'), text: await response.text() };
  };
  const [plain, packed, browser] = [await ask('identity'), await ask('gzip'), await ask('gzip, deflate, br')];
  expect([plain.sent, packed.sent, browser.sent]).toEqual([null, 'gzip', 'gzip']);
  const names = ({ text }: { text: string }) => text.split('\n').filter((line) => line.startsWith('# TYPE'));
  expect(names(plain).length).toBeGreaterThan(20);
  expect(names(packed)).toEqual(names(plain));
});

it.each(['/health', '/health/ready', '/metrics'])(
  'however often strangers ask for %s, the database is hardly asked',
  async (path) => {
    const statement = path === '/metrics' ? 'FROM series' : 'SELECT 1\0';
    const database = await countingProxy(await createDatabase(), statement);
    const asked = await startTestServer({}, database.url);
    onTestFinished(() => asked[Symbol.asyncDispose]());
    await fetch(`${asked.app.url}${path}`);
    const [before, began] = [database.count(), performance.now()];
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async () => (await fetch(`${asked.app.url}${path}`)).status),
    );
    const seconds = (performance.now() - began) / 1_000;
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(before).toBeGreaterThan(0);
    expect(database.count() - before).toBeLessThanOrEqual(1 + 10 * seconds);
  },
);
