import fastify from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Metrics } from '../operation/metrics.ts';
import { BareConnection, OneConnection } from '../testing/raw-http.ts';
import { answerHttpErrors } from './http-errors.ts';
import { boundUnreadAnswers } from './unread-answers.ts';

const MEGABYTE = 1024 * 1024;
/** More than what the network takes off a server for a client that does not read. */
const ANSWER = 'answer'.repeat(2 * MEGABYTE);

const app = fastify();
let url: string;
beforeAll(async () => {
  const addressOf = ({ headers }: { headers: Record<string, string | string[] | undefined> }) =>
    String(headers.client);
  boundUnreadAnswers(app, { addressOf }, { perAddress: 30 * MEGABYTE, inAll: 40 * MEGABYTE });
  answerHttpErrors(app, { metrics: new Metrics('test'), log: pino({ level: 'silent' }) });
  app.get('/graphql', () => ANSWER);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

async function reader(client: string) {
  const connection = await BareConnection.open(url);
  connection.socket.once('data', () => connection.socket.pause());
  connection.socket.write(`GET /graphql HTTP/1.1\r\nHost: localhost\r\nClient: ${client}\r\n\r\n`);
  await expect.poll(() => connection.bytes.length).toBeGreaterThan(0);
  return connection;
}

it('large answers are refused while too many others wait to be read, and come whole when not', async () => {
  using http = new OneConnection(url);
  const ask = (client: string) => http.ask('/graphql', { headers: { client } });
  const one = await reader('one');
  expect((await ask('one')).text).toBe(ANSWER);
  const second = await reader('one');
  const refused = await ask('one');
  expect(refused.status).toBe(429);
  expect(refused.text).toMatch(/one address has not read.*LIMIT_EXCEEDED/);

  const other = await reader('other');
  expect((await ask('third')).text).toMatch(/nobody has read.*LIMIT_EXCEEDED/);
  for (const { socket } of [one, second, other]) socket.destroy();
  await expect.poll(async () => (await ask('third')).status).toBe(200);
  expect((await ask('one')).text).toBe(ANSWER);
});
