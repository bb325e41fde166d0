import { once } from 'node:events';
import { simulate } from '@detective/data';
import { WebSocket } from 'ws';
import { freePort } from '../../e2e/server-process.ts';
import { HERE, pause, startCheckout, startScript, untilReady } from '../checkout-server.ts';
import { startDatabase } from '../database.ts';
import { quantile, row, type Row } from '../row.ts';

const SUBSCRIBERS = Number(process.env.BENCH_SUBSCRIBERS ?? 1_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const RATES = [
  { perSecond: 5, atMost: 3 },
  { perSecond: 20, atMost: 4 },
];
const FIELDS =
  'id status forecastHigh upperLimit lowerLimit anomalyScore isAnomaly candle { openTime high close }';
const QUERY = `subscription { detections(symbol: "MANY/USD", mustExist: false) { ${FIELDS} } }`;
const MUTATION = 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }';
const PROTOCOL = 'graphql-transport-ws';
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2020, 0, 1), count: 2_000 })];

/** Who sends the same to many sockets. */
interface Sender {
  sockets: WebSocket[];
  /** Sends one event; resolves with its answer. */
  send: () => Promise<unknown>;
}

/**
 * From the mutation's answer to each of many subscribers of one series, beside a bare program that writes as many bytes
 * to as many sockets.
 */
export async function measureFanOut(): Promise<Row[]> {
  const server = await startServer();
  const ours = await delaysOf(server);
  await server.dispose();
  const bare = await startBare(ours.bytes);
  const theirs = await delaysOf(bare);
  await bare.dispose();
  return RATES.map(({ perSecond, atMost }, index) =>
    row({
      what: `${SUBSCRIBERS} subscribers of one series, ${perSecond} candles a second, p99`,
      figure: quantile(ours.delays[index] ?? [], 0.99),
      unit: 'ms',
      against: 'a bare program with as many sockets',
      reference: quantile(theirs.delays[index] ?? [], 0.99),
      goal: { atMost },
    }),
  );
}

/** Delays of all messages in ms, for each of the rates. */
async function delaysOf({ sockets, send }: Sender): Promise<{ delays: number[][]; bytes: number }> {
  let arrived: number[] = [];
  let bytes = 0;
  let onAll: () => void = () => undefined;
  for (const socket of sockets)
    socket.on('message', (data: Buffer) => {
      // Pings of the protocol are shorter.
      if (data.length < 100) return;
      bytes = data.length;
      if (arrived.push(performance.now()) === sockets.length) onAll();
    });
  const once = async () => {
    arrived = [];
    const all = new Promise<void>((resolve) => (onAll = resolve));
    await send();
    const answered = performance.now();
    await all;
    return arrived.map((at) => Math.max(0, at - answered));
  };
  // The first ones pay for what is compiled and planned once.
  for (let event = 0; event < 3; event++) await once();
  const delays: number[][] = [];
  for (const { perSecond } of RATES) {
    const some: number[] = [];
    for (let event = 0; event < perSecond * SECONDS; event++) {
      const began = performance.now();
      some.push(...(await once()));
      await pause(Math.max(0, 1_000 / perSecond - (performance.now() - began)));
    }
    delays.push(some);
  }
  for (const socket of sockets) socket.terminate();
  return { delays, bytes };
}

async function startServer() {
  const database = await startDatabase();
  const server = await startCheckout(HERE, await database.create('candles'));
  const sockets = await openSockets(`${server.url.replace('http', 'ws')}/graphql`, [PROTOCOL], subscribe);
  while ((await server.figure('detective_subscribers')) < SUBSCRIBERS) await pause(100);
  let hour = 0;
  return {
    sockets,
    async send() {
      const next = hours[hour++];
      const candle = { ...next, openTime: new Date(next?.openTime ?? 0), symbol: 'MANY/USD', interval: '1h' };
      await server.ask(MUTATION, { candle });
    },
    async dispose() {
      await server.dispose();
      await database.dispose();
    },
  };
}

async function startBare(bytes: number) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const script = startScript(HERE, ['bench/bare-sockets.ts', String(port), String(bytes)]);
  await untilReady(url);
  const sockets = await openSockets(url.replace('http', 'ws'), [], () => Promise.resolve());
  return { sockets, send: async () => (await fetch(url, { method: 'POST' })).text(), dispose: script.stop };
}

/** At once after the socket is open, because the server closes one that says nothing. */
async function subscribe(socket: WebSocket): Promise<void> {
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY } }));
}

async function openSockets(
  url: string,
  protocols: string[],
  onOpen: (socket: WebSocket) => Promise<void>,
): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < SUBSCRIBERS) {
    const count = Math.min(50, SUBSCRIBERS - sockets.length);
    const some = Array.from({ length: count }, () => new WebSocket(url, protocols));
    await Promise.all(
      some.map(async (socket) => {
        await once(socket, 'open');
        await onOpen(socket);
      }),
    );
    sockets.push(...some);
  }
  // Nothing is measured any more once somebody has gone.
  for (const socket of sockets)
    socket.on('close', (code) => {
      if (code !== 1006) throw new Error(`The server closed a socket with ${code}`);
    });
  return sockets;
}
