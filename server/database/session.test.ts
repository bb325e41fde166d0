import { expect, it } from 'vitest';
import pg from 'pg';
import { candleInputs, startTestServer } from '../testing/running-server.ts';
import { createDatabase } from '../testing/test-database.ts';

const SEND = `mutation ($candles: [CandleInput!]!) {
  predictAnomalies(candles: $candles) { anomalyScore threshold candle { openTime high } } }`;

const OTHER_DEFAULTS = [
  "datestyle = 'SQL, DMY'",
  'extra_float_digits = 0',
  'array_nulls = off',
  "default_transaction_isolation = 'serializable'",
  "timezone = 'America/New_York'",
  "bytea_output = 'escape'",
];

/** A database whose sessions begin with other settings than PostgreSQL's own. */
async function databaseWithOtherDefaults(): Promise<string> {
  const url = await createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = client.escapeIdentifier(new URL(url).pathname.slice(1));
  for (const setting of OTHER_DEFAULTS) await client.query(`ALTER DATABASE ${name} SET ${setting}`);
  await client.end();
  return url;
}

/** What is told of candles when they are judged, and, after a restart, when the same are sent again. */
async function judgedTwice(databaseUrl: string) {
  const candles = candleInputs(60).map((candle) => ({ ...candle, high: candle.high + Math.PI * 1e-9 }));
  const told: unknown[] = [];
  for (let start = 0; start < 2; start++) {
    await using server = await startTestServer({}, databaseUrl);
    told.push(await server.ask(SEND, { candles }));
  }
  return told;
}

it('settings that a database has for its sessions change no judgement, no time and no value', async () => {
  const [first, again] = await judgedTwice(await databaseWithOtherDefaults());
  expect(first).toEqual((await judgedTwice(await createDatabase()))[0]);
  expect(again).toEqual(first);
});
