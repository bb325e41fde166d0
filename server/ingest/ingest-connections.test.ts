import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
/** More than the connections that readers share. */
const QUERIES = 30;

let server: RunningServer;
let other: pg.Client;
beforeAll(async () => {
  server = await startTestServer();
  other = new pg.Client({ connectionString: server.databaseUrl });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await server[Symbol.asyncDispose]();
});

async function waiting(): Promise<number> {
  const { rows } = await other.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks JOIN pg_database ON pg_database.oid = database
      WHERE datname = current_database() AND NOT granted`,
  );
  return rows[0]?.count ?? 0;
}

it('candles are judged while queries hold every connection that readers share', async () => {
  await other.query('BEGIN');
  // Only lists of verdicts wait for this; ingest never reads them.
  await other.query('LOCK TABLE verdict IN ACCESS EXCLUSIVE MODE');
  const queries = Array.from({ length: QUERIES }, () => server.ask('{ accuracy { scoredCandles } }'));
  await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThanOrEqual(10);
  const answer = await server.ask<{ predictAnomalies: object[] }>(SEND, { candles: candleInputs(3) });
  expect(answer.data?.predictAnomalies).toHaveLength(3);
  await other.query('ROLLBACK');
  for (const query of await Promise.all(queries)) expect(query).not.toHaveProperty('errors');
});
