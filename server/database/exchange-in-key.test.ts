import { expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { candleInputs, startTestServer } from '../testing/running-server.ts';

const SEND = `mutation ($candles: [CandleInput!]!) {
  predictAnomalies(candles: $candles) { id status anomalyScore threshold upperLimit isAnomaly }
}`;
const READ = '{ detections { id anomalyScore verdict { kind } } series { candleCount anomalyCount } }';
const VERDICT = 'mutation { giveVerdict(openTime: "2021-01-02T00:00:00Z", kind: FALSE) { id } }';

it('carries a database of before exchanges along, and judges on', async () => {
  const candles = candleInputs(90);
  await using straight = await startTestServer();
  await straight.ask(SEND, { candles: candles.slice(0, 80) });
  await straight.ask(VERDICT);
  const stored = await straight.ask(READ);
  const next = await straight.ask(SEND, { candles: candles.slice(80) });
  expect(next).not.toHaveProperty('errors');

  const before = await startTestServer();
  await before.ask(SEND, { candles: candles.slice(0, 80) });
  await before.ask(VERDICT);
  await before[Symbol.asyncDispose]();
  const dataSource = await createDataSource(before.databaseUrl).initialize();
  const { migrations } = dataSource;
  const first = migrations.findIndex(({ constructor: { name } }) => name.startsWith('ExchangeInKey'));
  for (let left = migrations.length; left > first; left--) await dataSource.undoLastMigration();
  const columns = await dataSource.query<unknown[]>(
    `SELECT 1 FROM information_schema.columns WHERE column_name = 'exchange'`,
  );
  expect(columns, 'as it was before').toEqual([]);
  await dataSource.destroy();

  await using after = await startTestServer({}, before.databaseUrl);
  expect(await after.ask(READ)).toEqual(stored);
  expect(await after.ask(SEND, { candles: candles.slice(80) })).toEqual(next);
});
