import { Agent } from 'node:http';
import { simulate } from '@detective/data';
import { BARE, createTables, startBareServer } from '../bare-server.ts';
import { HERE, startCheckout } from '../checkout-server.ts';
import { startDatabase } from '../database.ts';
import { runStatements } from '../pgbench.ts';
import { post } from '../post.ts';
import { quantile, row, type Row } from '../row.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const LONGEST_P99_MS = 20;
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2010, 0, 1), count: 20_000 })];
const QUERY =
  'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id isAnomaly anomalyScore } }';
const LOADS = [
  { connections: 32, atLeast: 0.6 },
  { connections: 1, atLeast: 0.5 },
];

/**
 * Candles that come one at a time, beside the same rows written by pgbench to the same PostgreSQL, and beside the least
 * that a program of Node does for the same requests.
 */
export async function measureIngest(): Promise<Row[]> {
  const database = await startDatabase();
  const floor = await database.create('floor');
  await createTables(floor);
  const server = await startCheckout(HERE, await database.create('server'));
  const bare = await startBareServer(await database.create('bare'));
  try {
    // The first hundreds run before the compiler has seen what matters.
    for (const { url } of [server, bare]) await send(url, 'WARM', 8, 2);
    const rows: Row[] = [];
    for (const { connections, atLeast } of LOADS) {
      const ours = await measured(server.url, connections);
      const { by, rate } = await runStatements(floor, connections, SECONDS);
      const least = await measured(bare.url, connections);
      const named = (who: string) =>
        `${who}, ${connections} connection${connections > 1 ? 's, a series each' : ''}`;
      const [what, whatBare] = [named('predictAnomaly'), named(BARE)];
      const perSecond = { unit: '/s', against: by, reference: rate } as const;
      const p99 = { unit: 'ms', against: 'a fixed limit', reference: LONGEST_P99_MS } as const;
      rows.push(
        row({ what, figure: ours.rate, ...perSecond, goal: { atLeast } }),
        row({ what: `${what}, p99`, figure: ours.p99, ...p99, goal: { atMost: 1 } }),
        row({ what, figure: ours.rate, ...perSecond, against: BARE, reference: least.rate }),
        row({ what: whatBare, figure: least.rate, ...perSecond }),
        row({ what: `${whatBare}, p99`, figure: least.p99, ...p99 }),
      );
    }
    return rows;
  } finally {
    await bare.dispose();
    await server.dispose();
    await database.dispose();
  }
}

/** Answers a second over so many connections, and the time in ms within which 99 of 100 came. */
async function measured(url: string, connections: number): Promise<{ rate: number; p99: number }> {
  const times = await send(url, `FROM${connections}`, connections, SECONDS);
  return { rate: times.length / SECONDS, p99: quantile(times, 0.99) };
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
