import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NoAnswerError, fetchWithin } from './fetch-within.ts';

/** Answers whole, by half, or never. */
const server = createServer(({ url }, response) => {
  if (url === '/whole') response.end('{"data":{}}');
  if (url === '/empty') response.writeHead(204).end();
  if (url === '/half') response.writeHead(200, { 'content-length': '9' }).write('{"d');
});
let address: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('gives the answer as it came', async () => {
  const response = await fetchWithin(5_000, `${address}/whole`);
  expect([response.status, await response.text()]).toEqual([200, '{"data":{}}']);
});

it('gives an answer without a body', async () => {
  expect((await fetchWithin(5_000, `${address}/empty`)).status).toBe(204);
});

it.each(['/half', '/never'])('fails where the answer does not come in time: %s', async (path) => {
  await expect(fetchWithin(150, address + path)).rejects.toThrow(NoAnswerError);
});

it('ends when its caller no longer wants it', async () => {
  const caller = new AbortController();
  const wanted = fetchWithin(5_000, `${address}/never`, { signal: caller.signal });
  caller.abort();
  await expect(wanted).rejects.toThrow(/abort/);
});
