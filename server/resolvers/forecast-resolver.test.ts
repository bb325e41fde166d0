import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const HOURS = candleInputs(61);

let server: RunningServer;
let other: pg.Client;
beforeAll(async () => {
  server = await startTestServer();
  other = new pg.Client({ connectionString: server.databaseUrl });
  await other.connect();
  expect(await server.ask(SEND, { candles: HOURS })).not.toHaveProperty('errors');
});
afterAll(async () => {
  await other.end();
  await server[Symbol.asyncDispose]();
});

const isSomebodyWaiting = async () => {
  const { rows } = await other.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks JOIN pg_database ON pg_database.oid = database
      WHERE datname = current_database() AND NOT granted`,
  );
  return (rows[0]?.count ?? 0) > 0;
};

const setNewest = (hour: number) =>
  other.query(
    `WITH moved AS (UPDATE series SET last_open_time = $1) UPDATE detector_state SET open_time = $1`,
    [HOURS[hour]?.openTime],
  );

it('a commit in the middle of a forecast does not make it walk through stored candles', async () => {
  // Too few for a detector that starts anew, which would have no forecast.
  await other.query('DELETE FROM candle WHERE open_time < $1', [HOURS[50]?.openTime]);
  await setNewest(59);
  await other.query('BEGIN');
  await other.query('LOCK TABLE detector_state IN ACCESS EXCLUSIVE MODE');
  const answer = server.ask('{ forecast { openTime } }');
  await expect.poll(isSomebodyWaiting, { timeout: 10_000 }).toBe(true);
  await setNewest(60);
  await other.query('COMMIT');
  expect(await answer).toEqual({ data: { forecast: { openTime: '2021-01-03T13:00:00.000Z' } } });
});
