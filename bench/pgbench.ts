import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { temporaryFolder } from '../e2e/fixtures.ts';
import { withClient } from './database.ts';

/** What a server writes for a candle, at the least: `client` is the number of the connection, `n` counts its candles. */
const STATEMENTS = (client: string, n: string) => [
  'BEGIN',
  `SELECT pg_advisory_xact_lock(hashtextextended('PG/' || ${client}::int, 0))`,
  `INSERT INTO candle (exchange, symbol, interval, open_time, open, high, low, close, volume)
   VALUES ('', 'PG/' || ${client}::int, '1h', timestamptz '1990-01-01' + ${n}::int * interval '1 h', 100, 101, 99, 100, 1)`,
  `INSERT INTO detection (exchange, symbol, interval, open_time, status, forecast_high, forecast_low, anomaly_score,
                          threshold, upper_limit, lower_limit, is_anomaly, kinds, reason, model_id, detected_at)
   VALUES ('', 'PG/' || ${client}::int, '1h', timestamptz '1990-01-01' + ${n}::int * interval '1 h', 'SCORED', 101, 99, 1,
           2, 103, 97, false, '{}', NULL, 'none', now())`,
  `INSERT INTO series (exchange, symbol, interval, candle_count, anomaly_count, first_open_time, last_open_time,
                       warm_up_remaining)
   VALUES ('', 'PG/' || ${client}::int, '1h', 1, 0, now(), now(), 0)
   ON CONFLICT (exchange, symbol, interval) DO UPDATE SET candle_count = series.candle_count + 1, last_open_time = now()`,
  `INSERT INTO detector_state (exchange, symbol, interval, model_id, open_time, state)
   SELECT '', 'PG/' || ${client}::int, '1h', 'none', now(), state FROM bench_state
   ON CONFLICT (exchange, symbol, interval) DO UPDATE SET open_time = now(), state = excluded.state`,
  'COMMIT',
];

/** As many bytes as a state has, and as hard to compress. */
const STATE = `
  CREATE TABLE IF NOT EXISTS bench_state AS
  SELECT string_agg(decode(md5(random()::text), 'hex'), '') AS state FROM generate_series(1, 220)`;

export interface Floor {
  /** Transactions a second. */
  rate: number;
  by: string;
}

let begun = 0;

/** Runs the transaction of a candle over so many connections at once; by pgbench where it is installed. */
export async function runStatements(url: string, connections: number, seconds: number): Promise<Floor> {
  await withClient(url, (client) => client.query(STATE));
  begun += 1_000_000;
  try {
    return { rate: await byPgbench(url, connections, seconds), by: 'pgbench' };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return { rate: await byClients(url, connections, seconds), by: 'the same statements through pg' };
  }
}

async function byPgbench(url: string, connections: number, seconds: number): Promise<number> {
  const folder = await temporaryFolder();
  try {
    const script = join(folder.path, 'candle.sql');
    const lines = ['\\set n :n + 1', ...STATEMENTS(':client_id', ':n').map((text) => `${text};`)];
    await writeFile(script, lines.join('\n'));
    const options = [
      '-n',
      '-M',
      'prepared',
      '-c',
      connections,
      '-j',
      Math.min(connections, 2),
      '-T',
      seconds,
    ];
    const args = [...options.map(String), '-D', `n=${begun}`, '-f', script, url];
    const { stdout } = await promisify(execFile)('pgbench', args);
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } finally {
    await folder.dispose();
  }
}

async function byClients(url: string, connections: number, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  const client = async (index: number) => {
    const own = new pg.Client({ connectionString: url });
    await own.connect();
    for (let n = begun; performance.now() < end; n++, done++)
      for (const [place, text] of STATEMENTS('$1', '$2').entries()) {
        const values = text.includes('$2') ? [index, n] : text.includes('$1') ? [index] : [];
        await own.query({ ...(values.length > 0 && { name: `statement ${place}` }), text, values });
      }
    await own.end();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => client(index)));
  return done / seconds;
}
