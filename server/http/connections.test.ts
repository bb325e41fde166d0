import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Metrics } from '../operation/metrics.ts';
import { BareConnection, HALF_A_POST, OneConnection, upgradeRequest } from '../testing/raw-http.ts';
import { startTestServer } from '../testing/running-server.ts';
import { watchConnections } from './connections.ts';

async function serverWith(settings: Record<string, string>) {
  const server = await startTestServer(settings);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function bare(url: string, bytes = '') {
  const connection = await BareConnection.open(url, bytes);
  onTestFinished(() => connection[Symbol.dispose]());
  return connection;
}

describe('one address', () => {
  it('holds so many connections and no more; others go on, and one that ends makes room', async () => {
    const { app } = await serverWith({ CONNECTIONS_PER_ADDRESS: '3' });
    const open = await Promise.all([bare(app.url), bare(app.url)]);
    using http = new OneConnection(app.url);
    expect((await http.ask('/health/live')).status).toBe(200);
    const refused = await bare(app.url);
    await refused.closed;
    expect(refused.text).toMatch(/^HTTP\/1.1 429 [^]*retry-after: \d+[^]*LIMIT_EXCEEDED/);
    expect((await http.ask('/health/live')).status).toBe(200);
    open[0]?.socket.destroy();
    const answered = async () => {
      using other = new OneConnection(app.url);
      return (await other.ask('/health/live')).status;
    };
    await expect.poll(answered).toBe(200);
  });

  it('is the client behind a trusted proxy, not the proxy', async () => {
    const { app } = await serverWith({
      CONNECTIONS_PER_ADDRESS: '2',
      RATE_LIMIT: '1',
      TRUSTED_PROXIES: 'loopback',
    });
    const connections = await Promise.all(Array.from({ length: 5 }, () => bare(app.url)));
    expect(connections.every(({ socket }) => !socket.destroyed)).toBe(true);

    const upgrade = async (client: string) => {
      const socket = await bare(app.url, upgradeRequest({ 'X-Forwarded-For': client }));
      await expect.poll(() => socket.text).toMatch(/^HTTP\/1.1 \d+/);
      return Number(socket.text.slice(9, 12));
    };
    const ours = ['192.0.2.1', '192.0.2.1', '192.0.2.1'];
    expect([
      await upgrade(ours[0] ?? ''),
      await upgrade(ours[1] ?? ''),
      await upgrade(ours[2] ?? ''),
    ]).toEqual([101, 101, 429]);
    expect(await upgrade('192.0.2.2')).toBe(101);

    using http = new OneConnection(app.url);
    const ask = async (client: string) =>
      (await http.operation('{ __typename }', {}, { 'X-Forwarded-For': client })).status;
    for (let index = 0; index < 10; index++) expect(await ask(`2001:db8:0:1::${index}`)).toBe(200);
    expect(await ask('2001:db8:0:1:9::')).toBe(429);
    expect(await ask('2001:db8:0:2::1')).toBe(200);
    // What a client says of itself counts for nothing: the proxy adds the address that it sees.
    expect(await ask('203.0.113.9, 2001:db8:0:1::')).toBe(429);
  });

  it('can not claim to be another one where no proxy is trusted', async () => {
    const { app } = await serverWith({ RATE_LIMIT: '1' });
    using http = new OneConnection(app.url);
    const statuses: number[] = [];
    for (let index = 0; index < 11; index++) {
      const headers = { 'X-Forwarded-For': `192.0.2.${index}` };
      statuses.push((await http.operation('{ __typename }', {}, headers)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

it('a request that does not arrive is given up', { timeout: 60_000 }, async () => {
  const { app } = await serverWith({});
  const began = performance.now();
  const halfBody = await bare(app.url, HALF_A_POST);
  const halfHead = await bare(app.url, 'POST /graphql HTTP/1.1\r\nHost: local');
  const silent = await bare(app.url);
  await Promise.all([halfHead.closed, silent.closed]);
  expect(performance.now() - began).toBeLessThan(20_000);
  await halfBody.closed;
  expect(performance.now() - began).toBeLessThan(45_000);
  for (const { text } of [halfBody, halfHead]) {
    expect(text).toMatch(/^HTTP\/1.1 408 [^]*too long to arrive[^]*LIMIT_EXCEEDED/);
  }
});

it('a client that stops reading its answer is dropped and counted; one that reads slowly is not', async () => {
  const answer = Buffer.alloc(16 * 1024);
  const http = createServer((_request, response) => {
    const more = () => {
      while (response.write(answer));
    };
    response.on('drain', more);
    more();
  });
  http.listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  onTestFinished(() => http.closeAllConnections());
  const metrics = new Metrics('test');
  const log = pino({ level: 'silent' });
  const watch = watchConnections(
    http,
    { metrics, log },
    {
      most: 9,
      isTrustedProxy: () => false,
      lookEveryMs: 100,
    },
  );
  onTestFinished(() => watch.dispose());
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const stalled = await bare(url, get);
  stalled.socket.once('data', () => stalled.socket.pause());
  const slow = await bare(url, get);
  const reading = setInterval(() => slow.socket.isPaused() && slow.socket.resume(), 50);
  slow.socket.on('data', () => slow.socket.pause());
  onTestFinished(() => clearInterval(reading));
  const dropped = async () => (await metrics.readersDropped.get()).values[0]?.value ?? 0;
  await expect.poll(dropped, { timeout: 20_000 }).toBe(1);
  stalled.socket.resume();
  await stalled.closed;
  expect(slow.socket.destroyed).toBe(false);
  slow.socket.destroy();
});
