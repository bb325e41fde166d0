import { once } from 'node:events';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BareConnection, HALF_A_POST, OneConnection, upgradeRequest } from '../testing/raw-http.ts';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }';
const [candle] = candleInputs(1);

let server: RunningServer;
let database: pg.Client;
beforeEach(async () => {
  server = await startTestServer();
  database = new pg.Client({ connectionString: server.databaseUrl });
  await database.connect();
});
afterEach(async () => {
  await database.end();
  await server[Symbol.asyncDispose]();
});

/** From now on candles wait, until `letCandlesIn`. */
const holdCandlesUp = () => database.query('BEGIN; LOCK TABLE candle IN ACCESS EXCLUSIVE MODE');
const letCandlesIn = () => database.query('COMMIT');
const waitsForTheLock = async () => {
  const { rows } = await database.query<{ count: string }>(
    `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'candle'::regclass`,
  );
  return Number(rows[0]?.count) > 0;
};

/** An open WebSocket that has said hello, and the messages it gets. */
async function subscriber() {
  const socket = new WebSocket(`${server.app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: { id?: string; type: string; payload?: unknown }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as (typeof messages)[0]));
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  say({ type: 'connection_init' });
  await expect.poll(() => messages.length).toBe(1);
  return { socket, messages, say, closed: once(socket, 'close') };
}

const UNAVAILABLE = [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }];

function expectRefusal({ status, headers, text }: Awaited<ReturnType<OneConnection['ask']>>) {
  expect(status).toBe(503);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(text)).toMatchObject({ errors: UNAVAILABLE });
}

describe('a server that closes', () => {
  it('finishes what runs and refuses what comes, on connections that are open and on new ones', async () => {
    using running = new OneConnection(server.app.url);
    using waiting = new OneConnection(server.app.url);
    expect((await waiting.operation('{ __typename }')).status).toBe(200);
    await holdCandlesUp();
    const answer = running.operation(SEND, { candle });
    await expect.poll(waitsForTheLock).toBe(true);

    const disposed = server.app.dispose();
    const refused = await waiting.operation(SEND, { candle: candleInputs(2)[1] });
    expectRefusal(refused);
    expect(refused.headers.connection).toBe('close');
    using later = new OneConnection(server.app.url);
    expectRefusal(await later.operation('{ series { symbol } }'));
    expect((await later.ask('/')).status).toBe(503);

    await letCandlesIn();
    expect(JSON.parse((await answer).text)).toMatchObject({ data: { predictAnomaly: {} } });
    await disposed;
    expect((await database.query('SELECT 1 FROM candle')).rowCount).toBe(1);
  });

  it('does the same over WebSocket, and closes with 1001 once all is answered', async () => {
    const { messages, say, closed } = await subscriber();
    await holdCandlesUp();
    say({ id: 'running', type: 'subscribe', payload: { query: SEND, variables: { candle } } });
    await expect.poll(waitsForTheLock).toBe(true);

    const disposed = server.app.dispose();
    say({ id: 'late', type: 'subscribe', payload: { query: '{ series { symbol } }' } });
    await expect
      .poll(() => messages.at(-1))
      .toMatchObject({ id: 'late', type: 'error', payload: UNAVAILABLE });
    using refused = await BareConnection.open(server.app.url, upgradeRequest());
    await refused.closed;
    expect(refused.text).toMatch(/^HTTP\/1.1 503 .*\r\n[^]*retry-after: \d+\r\n[^]*SERVICE_UNAVAILABLE/);

    await letCandlesIn();
    await expect
      .poll(() => messages.find(({ id, type }) => id === 'running' && type === 'next'))
      .toMatchObject({ payload: { data: { predictAnomaly: {} } } });
    const [code] = (await closed) as [number];
    expect(code).toBe(1001);
    await disposed;
  });

  it('is not held up by bodies, heads and sockets that never end', async () => {
    using halfBody = await BareConnection.open(server.app.url, HALF_A_POST);
    using halfHead = await BareConnection.open(server.app.url, 'GET / HTTP/1.1\r\nHost: local');
    using silent = await BareConnection.open(server.app.url);
    using idle = new OneConnection(server.app.url);
    await idle.ask('/health/live');
    const mute = await subscriber();
    mute.socket.pause();

    const began = performance.now();
    await server.app.dispose();
    expect(performance.now() - began).toBeLessThan(4_000);
    await Promise.all([halfBody.closed, halfHead.closed, silent.closed]);
    expect(halfBody.text).toMatch(/^HTTP\/1.1 503 .*\r\n[^]*retry-after: \d+\r\n[^]*SERVICE_UNAVAILABLE/);
    mute.socket.terminate();
  });

  it('takes a body that was on its way and arrives in time', async () => {
    const body = JSON.stringify({ query: SEND, variables: { candle } });
    using connection = await BareConnection.open(
      server.app.url,
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 40)}`,
    );
    // The head of the request is known to be here once one that was sent after it is answered.
    await server.ask('{ __typename }');
    const disposed = server.app.dispose();
    connection.socket.write(body.slice(40));
    await connection.closed;
    expect(connection.text).toMatch(/^HTTP\/1.1 200 [^]*"predictAnomaly":\{"id"/);
    await disposed;
  });
});
