import { randomUUID } from 'node:crypto';
import { INTERVALS, simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Channel, ChannelKind, Delivery } from '@detective/schema';
import pino from 'pino';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { migrate } from '../database/migrate.ts';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { candleInputs, startTestServer } from '../testing/running-server.ts';
import { createDatabase } from '../testing/test-database.ts';
import { CalmWatch } from './calm-watch.ts';
import { retireSeries } from './retire-series.ts';

const HOUR = INTERVALS['1h'];
const START = Date.UTC(2026, 2, 2);
const hours = [...simulate({ seed: 3, interval: '1h', from: START, count: 30 })];
const key = { exchange: '', symbol: 'MATIC/USD', interval: '1h' } as const;

let dataSource: DataSource;
let watch: CalmWatch;
let ingest: Ingest;
let clock = START;
beforeAll(async () => {
  dataSource = await createDataSource(await createDatabase()).initialize();
  await migrate(dataSource);
  const id = randomUUID();
  await dataSource.manager.insert(Channel, {
    ...{ id, kind: ChannelKind.WEBHOOK, name: 'test', maskedTarget: '', sealedTarget: '', targetId: id },
    ...{ timeZone: 'UTC', isPaused: true, createdAt: new Date() },
  });
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  const now = () => new Date(clock);
  ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined, now });
  watch = new CalmWatch({
    ...{ dataSource, log: pino({ level: 'silent' }), heartbeatUrl: undefined, now },
    ...{ isDiskFull: () => Promise.resolve(false), tickMs: 3_600_000, catchUpMs: 0 },
  });
});
afterAll(async () => {
  await watch.dispose();
  await dataSource.destroy();
});

async function storeHours(from: number, to: number): Promise<void> {
  clock = START + to * HOUR + 1_000;
  await ingest.judge(hours.slice(from, to).map((hour) => ({ ...hour, ...key })));
}

/** What is told when somebody looks so many hours later. */
async function toldAfter(hoursLater: number): Promise<string[]> {
  await dataSource.manager.createQueryBuilder().delete().from(Delivery).execute();
  clock += hoursLater * HOUR;
  await watch.look();
  return (await dataSource.manager.find(Delivery, { order: { number: 'ASC' } })).map(({ title }) => title);
}

it('nothing is expected of a series that was retired, until a candle of it comes again', async () => {
  await storeHours(0, 3);
  expect(await toldAfter(10)).toEqual([expect.stringMatching(/^MATIC\/USD 1h has been silent since /)]);
  expect(await retireSeries(dataSource.manager, key, new Date(clock))).toBe('retired');
  expect(await toldAfter(0)).toEqual(['Nothing is expected of MATIC/USD 1h any more']);
  expect(await toldAfter(100)).toEqual([]);
  expect(await dataSource.query('SELECT * FROM trouble')).toEqual([]);
  await storeHours(15, 18);
  expect(await toldAfter(1)).toEqual([]);
  expect(await toldAfter(10)).toEqual([expect.stringMatching(/^MATIC\/USD 1h has been silent since /)]);
  await storeHours(18, 30);
  expect(await toldAfter(0)).toEqual(['MATIC/USD 1h is no longer silent']);
});

it('over GraphQL, what is followed or not there is not retired', async () => {
  await using server = await startTestServer();
  const retire = (symbol: string) =>
    server.ask('mutation ($symbol: String!) { retireSeries(symbol: $symbol) }', { symbol });
  const candles = candleInputs(3).map((candle) => ({ ...candle, symbol: 'MATIC/USD' }));
  await server.ask('mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }', {
    candles,
  });
  expect((await retire('DOGE/USD')).data).toEqual({ retireSeries: false });
  expect((await retire('MATC/USD')).errors?.[0]?.message).toContain('MATIC/USD');
  expect((await retire('MATIC/USD')).data).toEqual({ retireSeries: true });
  expect((await server.ask('{ watches { id } }')).data).toEqual({ watches: [] });
  const own = await createDataSource(server.databaseUrl).initialize();
  await own.query('UPDATE watch SET ended_at = NULL');
  await own.destroy();
  expect((await retire('MATIC/USD')).errors?.[0]).toMatchObject({
    message: 'MATIC/USD 1h is followed: unwatchMarket ends that',
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
