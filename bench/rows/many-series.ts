import { once } from 'node:events';
import { simulate } from '@detective/data';
import { WebSocket } from 'ws';
import { HERE, startCheckout, type CheckoutServer } from '../checkout-server.ts';
import { startDatabase } from '../database.ts';
import { quantile, row, type Row } from '../row.ts';

const SERIES = Number(process.env.BENCH_SERIES ?? 2_000);
/** So many that they take longer than the two seconds from one look at all series to the next. */
const TIMES = 1_000;
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2020, 0, 1), count: 1 + 4 * TIMES })];
const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const QUERY = 'subscription { anomalies { id candle { openTime } } }';

/** A candle of one of thousands of series, while some and many follow the anomalies of all of them. */
export async function measureManySeries(): Promise<Row[]> {
  const database = await startDatabase();
  const server = await startCheckout(HERE, await database.create('candles'));
  try {
    for (let from = 0; from < SERIES; from += 1_000)
      await send(server, from, Math.min(1_000, SERIES - from), 0);
    // The first ones run before the compiler has seen what matters.
    await mutations(server, 1, TIMES);
    const without = await mutations(server, 1 + TIMES, TIMES);
    const [some, many] = [5, 200];
    const close = await subscribe(server, some);
    const withSome = await mutations(server, 1 + 2 * TIMES, TIMES);
    const closeAll = await subscribe(server, many - some);
    const withMany = await mutations(server, 1 + 3 * TIMES, TIMES);
    close();
    closeAll();
    const against = 'the same without subscribers';
    const line = (count: number, share: number, name: string, times: number[]) =>
      row({
        what: `a mutation, ${SERIES} series, ${count} subscribers of the anomalies of all, ${name}`,
        figure: quantile(times, share),
        unit: 'ms',
        against,
        reference: quantile(without, share),
        goal: { atMost: 1.3 },
      });
    return [line(many, 0.5, 'median', withMany), line(some, 0.99, 'p99', withSome)];
  } finally {
    await server.dispose();
    await database.dispose();
  }
}

const send = (server: CheckoutServer, first: number, count: number, hour: number) => {
  const values = hours[hour];
  if (!values) throw new Error(`there is no hour ${hour}`);
  const candle = { ...values, openTime: new Date(values.openTime), interval: '1h' };
  const candles = Array.from({ length: count }, (_, index) => ({
    ...candle,
    symbol: `MANY/${first + index}`,
  }));
  return server.ask(SEND, { candles });
};

/** One after the other to the same series; how long each took, in ms. */
async function mutations(server: CheckoutServer, hour: number, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    await send(server, 7, 1, hour + index);
    times.push(performance.now() - began);
  }
  return times;
}

async function subscribe(server: CheckoutServer, count: number): Promise<() => void> {
  const sockets: WebSocket[] = [];
  for (let index = 0; index < count; index++) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws']);
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY } }));
    sockets.push(socket);
  }
  return () => {
    for (const socket of sockets) socket.terminate();
  };
}
