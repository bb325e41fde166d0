import { Agent, request } from 'node:http';
import { simulate } from '@detective/data';
import { createDataSource } from '../../ormconfig.ts';
import { HERE, startCheckout } from '../checkout-server.ts';
import { startDatabase } from '../database.ts';
import { runStatements } from '../pgbench.ts';
import { quantile, row, type Row } from '../row.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const LONGEST_P99_MS = 20;
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2010, 0, 1), count: 20_000 })];
const QUERY =
  'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id isAnomaly anomalyScore } }';

/** Candles that come one at a time, beside the same rows written by pgbench to the same PostgreSQL. */
export async function measureIngest(): Promise<Row[]> {
  const database = await startDatabase();
  const bare = await database.create('bare');
  const tables = await createDataSource(bare).initialize();
  await tables.runMigrations();
  await tables.destroy();
  const server = await startCheckout(HERE, await database.create('server'));
  try {
    // The first hundreds run before the compiler has seen what matters.
    await send(server.url, 'WARM', 8, 2);
    const rows: Row[] = [];
    for (const { connections, atLeast } of [
      { connections: 32, atLeast: 0.6 },
      { connections: 1, atLeast: 0.5 },
    ]) {
      const times = await send(server.url, `FROM${connections}`, connections, SECONDS);
      const floor = await runStatements(bare, connections, SECONDS);
      const what = `predictAnomaly, ${connections} connection${connections > 1 ? 's, a series each' : ''}`;
      const figure = times.length / SECONDS;
      rows.push(
        row({ what, figure, unit: '/s', against: floor.by, reference: floor.rate, goal: { atLeast } }),
      );
      const p99 = { figure: quantile(times, 0.99), unit: 'ms', against: 'a fixed limit' } as const;
      rows.push(row({ what: `${what}, p99`, ...p99, reference: LONGEST_P99_MS, goal: { atMost: 1 } }));
    }
    return rows;
  } finally {
    await server.dispose();
    await database.dispose();
  }
}

/** Sends hour after hour over each connection; returns how long each took, in ms. */
async function send(url: string, prefix: string, connections: number, seconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1_000;
  const times: number[] = [];
  const client = async (index: number) => {
    for (const hour of hours) {
      const began = performance.now();
      if (began > end) return;
      const candle = {
        ...hour,
        openTime: new Date(hour.openTime),
        symbol: `${prefix}/${index}`,
        interval: '1h',
      };
      const answer = await post(
        agent,
        `${url}/graphql`,
        JSON.stringify({ query: QUERY, variables: { candle } }),
      );
      if (!answer.includes(candle.symbol)) throw new Error(answer);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => client(index)));
  agent.destroy();
  return times;
}

/** Node's own client costs half of what `fetch` does, and shares the processor with the server. */
const post = (agent: Agent, url: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    request(url, { agent, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
