import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../server/testing/test-database.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { metricOf } from './metrics-of.ts';
import { RawSubscriber } from './raw-subscriber.ts';
import { portOf } from './tcp-proxy.ts';

const SUBSCRIBE = { id: '1', type: 'subscribe', payload: { query: 'subscription { detections { id } }' } };

let server: ServerProcess;
beforeAll(async () => {
  const DATABASE_URL = await createDatabase();
  server = await ServerProcess.start({ PORT: String(await freePort()), REPLAY_RATE: 'off', DATABASE_URL });
});
afterAll(() => server.stop());

const connected = () => new RawSubscriber(server.url).connect();

async function opened(): Promise<RawSubscriber> {
  const subscriber = new RawSubscriber(server.url, { autoPong: false });
  await once(subscriber.socket, 'open');
  return subscriber;
}

/** However a connection ends: `once` would take a reset for a failure. */
const closed = (socket: Socket) =>
  new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined));

/** A connection that has become a WebSocket and of which the bytes are ours. */
async function upgraded(): Promise<Socket> {
  const socket = connect(portOf(server.url), '127.0.0.1');
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 101/);
  return socket;
}

describe('a WebSocket that breaks the rules is closed with the code that says why, and counted', () => {
  const CASES: [string, number, () => Promise<RawSubscriber>][] = [
    ['says nothing', 4408, opened],
    [
      'subscribes before it said hello',
      4401,
      async () => {
        const subscriber = await opened();
        subscriber.say(SUBSCRIBE);
        return subscriber;
      },
    ],
    [
      'says hello twice',
      4429,
      async () => {
        const subscriber = await connected();
        subscriber.say({ type: 'connection_init' });
        return subscriber;
      },
    ],
    [
      'uses an id twice',
      4409,
      async () => {
        const subscriber = await connected();
        subscriber.say(SUBSCRIBE);
        subscriber.say(SUBSCRIBE);
        return subscriber;
      },
    ],
    ...['hello', '{"type":', '[]', 'null', '{"type":"unknown"}', '{"type":"subscribe","id":1}', '\u0000'].map(
      (text): [string, number, () => Promise<RawSubscriber>] => [
        `sends ${JSON.stringify(text)}`,
        4400,
        async () => {
          const subscriber = await connected();
          subscriber.socket.send(text);
          return subscriber;
        },
      ],
    ),
    [
      'sends binary rubbish',
      4400,
      async () => {
        const subscriber = await connected();
        subscriber.socket.send(Buffer.from([0, 255, 254, 1, 2, 3]));
        return subscriber;
      },
    ],
    [
      'sends more than a megabyte at once',
      1009,
      async () => {
        const subscriber = await connected();
        subscriber.socket.send(' '.repeat(1024 * 1024 + 1));
        return subscriber;
      },
    ],
  ];

  it.each(CASES)('one that %s: %i', async (_title, code, misbehave) => {
    const counted = () => metricOf(server.url, 'detective_sockets_closed_total');
    const before = await counted();
    const subscriber = await misbehave();
    expect((await subscriber.closed()).code).toBe(code);
    await expect.poll(counted, { timeout: 10_000 }).toBe(before + 1);
  });

  it('one that sends no frame of a WebSocket: 1002', async () => {
    const socket = await upgraded();
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk));
    socket.write(Buffer.from('this is not a frame of any kind'));
    await closed(socket);
    const [kind, , ...code] = Buffer.concat(received);
    expect(kind).toBe(0x88);
    expect(Buffer.from(code.slice(0, 2)).readUInt16BE()).toBe(1002);
  });

  it('one that does not answer a ping is cut off', { timeout: 120_000 }, async () => {
    const subscriber = await opened();
    subscriber.say({ type: 'connection_init' });
    expect((await subscriber.closed()).code).toBe(1006);
  });

  it('and the others go on', async () => {
    const subscriber = await connected();
    subscriber.say({ id: '1', type: 'subscribe', payload: { query: '{ series { symbol } }' } });
    const [message] = (await once(subscriber.socket, 'message')) as [Buffer];
    expect(JSON.parse(String(message))).toMatchObject({ type: 'next', payload: { data: { series: [] } } });
    subscriber.socket.close();
    expect(await server.isReady()).toBe(true);
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['rubbish', Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3])],
    ['an endless header', Buffer.from(`GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(100_000)}`)],
    [
      'a body of two lengths',
      Buffer.from('POST /graphql HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'),
    ],
  ])('%s ends its connection and nothing else', async (_title, bytes) => {
    const socket = connect(portOf(server.url), '127.0.0.1');
    socket.resume();
    socket.write(bytes);
    await closed(socket);
    expect(await server.isReady()).toBe(true);
  });
});
