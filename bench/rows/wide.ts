import { once } from 'node:events';
import { simulate } from '@detective/data';
import { WebSocket } from 'ws';
import { HERE, pause, startCheckout, type CheckoutServer } from '../checkout-server.ts';
import { startDatabase } from '../database.ts';
import { quantile, row, type Row } from '../row.ts';

const SERIES = Number(process.env.BENCH_WIDE_SERIES ?? 10_000);
const IDLE = Number(process.env.BENCH_IDLE_SUBSCRIBERS ?? 10_000);
const MINUTES = 10;
const LISTENERS = 100;
const A_REQUEST = 1_000;
const REQUESTS_AT_ONCE = 4;
const LONGEST_BURST_MS = 10_000;
const LONGEST_DELAY_MS = 1_000;
const MOST_MEMORY_KB = 20;
const minutes = [
  ...simulate({ seed: 1, interval: '1m', from: Date.UTC(2024, 0, 1), count: 2 * MINUTES + 2 }),
];
const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';

/** Thousands of series with a candle of each at once, and thousands of subscribers who wait. */
export async function measureWide(): Promise<Row[]> {
  const database = await startDatabase();
  const server = await startCheckout(HERE, await database.create('candles'));
  try {
    await sendMinute(server, 0, new Map());
    const alone = await sendBursts(server, 1);
    const listeners = await listen(server);
    const answers: Answers = new Map();
    const heard = await sendBursts(server, 1 + MINUTES, answers);
    const delays = await listeners.delaysSince(answers);
    const limit = 'a fixed limit';
    return [
      row({
        ...{ what: `a candle of each of ${SERIES} series, the slowest of ${MINUTES} bursts`, unit: 'ms' },
        ...{ figure: Math.max(...alone), against: limit, reference: LONGEST_BURST_MS, goal: { atMost: 1 } },
      }),
      row({
        ...{ what: `the same with ${LISTENERS} subscribers of a series each`, unit: 'ms' },
        ...{ figure: Math.max(...heard), against: limit, reference: LONGEST_BURST_MS, goal: { atMost: 1 } },
      }),
      row({
        ...{ what: 'from its answer to such a subscriber, p99', unit: 'ms' },
        figure: quantile(delays, 0.99),
        ...{ against: limit, reference: LONGEST_DELAY_MS, goal: { atMost: 1 } },
      }),
      row({
        ...{ what: `memory of the server for each of ${IDLE} idle subscribers`, unit: 'kB' },
        figure: await memoryOfIdle(server),
        ...{ against: limit, reference: MOST_MEMORY_KB, goal: { atMost: 1 } },
      }),
    ];
  } finally {
    await server.dispose();
    await database.dispose();
  }
}

/** When the answers to the candles of a series came, one after the other. */
type Answers = Map<string, number[]>;

/** One burst after the other, without the rest of each minute; how long each took, in ms. */
async function sendBursts(
  server: CheckoutServer,
  first: number,
  answers: Answers = new Map(),
): Promise<number[]> {
  const times: number[] = [];
  for (let minute = first; minute < first + MINUTES; minute++) {
    const began = performance.now();
    await sendMinute(server, minute, answers);
    times.push(performance.now() - began);
  }
  return times;
}

async function sendMinute(server: CheckoutServer, minute: number, answers: Answers): Promise<void> {
  const values = minutes[minute];
  if (!values) throw new Error(`there is no minute ${minute}`);
  let next = 0;
  const sender = async () => {
    while (next < SERIES) {
      const from = next;
      next += A_REQUEST;
      const candles = Array.from({ length: Math.min(A_REQUEST, SERIES - from) }, (_, index) => ({
        ...{ ...values, openTime: new Date(values.openTime), symbol: `WIDE/${from + index}`, interval: '1m' },
      }));
      await server.ask(SEND, { candles });
      const now = performance.now();
      for (const { symbol } of candles) answers.set(symbol, [...(answers.get(symbol) ?? []), now]);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, sender));
}

/** Subscribers of single series, spread over all of them. */
async function listen(server: CheckoutServer) {
  const arrivals: Answers = new Map();
  const sockets: WebSocket[] = [];
  for (let index = 0; index < LISTENERS; index++) {
    const symbol = `WIDE/${Math.floor((index * SERIES) / LISTENERS)}`;
    const heard: number[] = [];
    const socket = await subscribe(server, symbol);
    socket.on('message', (data: Buffer) => {
      if (data.includes('"next"')) heard.push(performance.now());
    });
    arrivals.set(symbol, heard);
    sockets.push(socket);
  }
  await pause(500);
  return {
    /** How long after its answer each of them heard of each candle, in ms; 0 for one that came before its answer. */
    async delaysSince(answers: Answers): Promise<number[]> {
      // What comes last may be on its way.
      while ([...arrivals.values()].some(({ length }) => length < MINUTES)) await pause(10);
      for (const socket of sockets) socket.terminate();
      return [...arrivals].flatMap(([symbol, heard]) =>
        heard.map((at, minute) => Math.max(0, at - (answers.get(symbol)?.[minute] ?? NaN))),
      );
    },
  };
}

async function subscribe(server: CheckoutServer, symbol: string): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws']);
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const query = `subscription { detections(symbol: "${symbol}", interval: "1m") { id } }`;
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  return socket;
}

/** What the server's memory grows by for each subscriber that waits for a series of its own, in kB. */
async function memoryOfIdle(server: CheckoutServer): Promise<number> {
  const memory = () => server.figure('process_resident_memory_bytes');
  const before = await memory();
  const sockets: WebSocket[] = [];
  while (sockets.length < IDLE) {
    const some = Array.from({ length: Math.min(50, IDLE - sockets.length) }, (_, index) =>
      subscribe(server, `WIDE/${(sockets.length + index) % SERIES}`),
    );
    sockets.push(...(await Promise.all(some)));
  }
  while ((await server.figure('detective_subscribers')) < IDLE) await pause(100);
  await pause(5_000);
  const after = await memory();
  for (const socket of sockets) socket.terminate();
  return (after - before) / 1_024 / IDLE;
}
