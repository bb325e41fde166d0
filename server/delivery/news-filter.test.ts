import { simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Channel, ChannelKind, Delivery, Watch, WatchState } from '@detective/schema';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { migrate } from '../database/migrate.ts';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createDatabase } from '../testing/test-database.ts';
import { tellIncidents } from './tell-incidents.ts';

const HOUR = 3_600_000;
const COUNT = 200;
/** The last hour closes now: a watch begins and ends by the clock of the database. */
const END = Math.floor(Date.now() / HOUR) * HOUR;
/** It falls by a third three days and 15 hours ago. */
const FALLS_BEFORE_END = [72, 15];
const hours = [...simulate({ seed: 11, interval: '1h', from: END - COUNT * HOUR, count: COUNT })].map(
  (hour, index) => ({ ...hour, low: hour.low * (FALLS_BEFORE_END.includes(COUNT - index) ? 0.67 : 1) }),
);
const key = { exchange: 'kraken', symbol: 'BTC/USD', interval: '1h' } as const;

const artifact = await loadArtifact('btc-usd-1h');
let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createDataSource(await createDatabase()).initialize();
  await migrate(dataSource);
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  for (const table of [
    'candle',
    'series',
    'detector_state',
    'accuracy_bucket',
    'incident',
    'channel',
    'watch',
  ])
    await dataSource.query(`DELETE FROM "${table}"`);
  await dataSource.query('DELETE FROM delivery');
  for (const [name, incidentsPerWeek] of [
    ['all', null],
    ['rare', 1],
  ] as const) {
    const id = randomUUID();
    await dataSource.manager.insert(Channel, {
      ...{ id, kind: ChannelKind.WEBHOOK, name, maskedTarget: '', sealedTarget: '', targetId: id },
      ...{ timeZone: 'UTC', createdAt: new Date(), incidentsPerWeek },
    });
  }
});

async function watch(createdAt: number, endedAt: number | null = null): Promise<void> {
  await dataSource.manager.insert(Watch, {
    ...{ id: randomUUID(), ...key, historyDays: 90, state: WatchState.LIVE },
    ...{ createdAt: new Date(createdAt), endedAt: endedAt === null ? null : new Date(endedAt) },
  });
}

async function judge(candles: typeof hours, now = END): Promise<void> {
  const ingest = new Ingest({
    ...{ dataSource, detectors: new Detectors(artifact, 1), onCommit: () => undefined },
    now: () => new Date(now),
    tell: (manager, steps, noticed) =>
      tellIncidents(manager, { steps, noticed }, { publicUrl: undefined, isFollowed: () => false }),
  });
  await ingest.judge(candles.map((candle) => ({ ...candle, ...key })));
  await ingest.dispose();
}

/** How many hours before the end the incidents were that a channel was told of, or told to be over. */
async function told(kind = 'INCIDENT_OPENED', channelName = 'all'): Promise<number[]> {
  const rows = await dataSource.manager.find(Delivery, { order: { number: 'ASC' } });
  return rows
    .filter((row) => row.kind === kind && row.channelName === channelName)
    .map(({ incidentId }) => (END - Date.parse(incidentId?.slice(-24) ?? '')) / HOUR);
}

it('without a watch everything is news', async () => {
  await judge(hours);
  expect(await told()).toEqual(FALLS_BEFORE_END);
});

it('the history that a watch loads first is none, however young', async () => {
  await watch(Date.now());
  await judge(hours);
  expect([await told(), await told('INCIDENT_OPENED', 'rare')]).toEqual([[], []]);
});

it('what comes within a day is, if it closed since the watch began', async () => {
  await watch(END - 100 * HOUR);
  await judge(hours);
  expect(await told()).toEqual([15]);
});

it('history that is judged just after its watch was ended is none', async () => {
  await watch(Date.now() - 10_000, Date.now() - 1_000);
  await judge(hours);
  expect(await told()).toEqual([]);
});

it('of a market that was watched once, what somebody replays is', async () => {
  await watch(END - 100 * HOUR, Date.now() - 10 * 60_000);
  await judge(hours);
  expect(await told()).toEqual(FALLS_BEFORE_END);
});

it.each(['all', 'rare'])(
  'the end of an incident that was told comes days late, but it comes (%s)',
  async (name) => {
    await watch(END - 1_000 * HOUR);
    await judge(hours.slice(0, -14), END - 14 * HOUR);
    const opened = await told('INCIDENT_OPENED', name);
    expect(opened).toHaveLength(1);
    await judge(hours.slice(-14), END + 72 * HOUR);
    expect(await told('INCIDENT_CLOSED', name)).toEqual(opened);
  },
);
