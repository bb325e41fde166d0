import { simulate, type Ohlcv } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Channel, ChannelIncident, ChannelKind, Delivery, Incident, MessageKind } from '@detective/schema';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { In, type DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { migrateQueue } from '../database/migrate-queue.ts';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createDatabase } from '../testing/test-database.ts';
import { deliveriesOf } from './deliveries-of.ts';
import type { MessageBody } from './incident-message.ts';
import { tellIncidents } from './tell-incidents.ts';

const START = Date.UTC(2021, 0, 1);
/** Lows of 3 % and more, some of which belong together; between them nothing out of the ordinary. */
const DROPS = new Map([
  [120, 0.97],
  [121, 0.93],
  [126, 0.75],
  [138, 0.96],
  [160, 0.965],
  [200, 0.9],
  [260, 0.96],
  [261, 0.7],
  [330, 0.955],
]);
const hours: Ohlcv[] = [...simulate({ seed: 11, interval: '1h', from: START, count: 360 })]
  .filter((_, index) => !(index > 280 && index < 290))
  .map((hour, index) => ({ ...hour, low: hour.low * (DROPS.get(index) ?? 1) }));

const artifact = await loadArtifact('btc-usd-1h');
let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createDataSource(await createDatabase()).initialize();
  await dataSource.runMigrations();
  await migrateQueue(dataSource);
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  await dataSource.manager.delete(Channel, { kind: ChannelKind.WEBHOOK });
});

/** A server whose chart shows about one anomaly a week. */
const createIngest = (alertsPerWeek = 1) =>
  new Ingest({
    dataSource,
    detectors: new Detectors(artifact, alertsPerWeek),
    onCommit: () => undefined,
    tell: (manager, steps, noticed) =>
      tellIncidents(manager, { steps, noticed }, { publicUrl: undefined, isFollowed: () => false }),
  });

async function addChannel(settings: Partial<Channel> = {}): Promise<string> {
  const id = randomUUID();
  await dataSource.manager.insert(Channel, {
    ...{ id, kind: ChannelKind.WEBHOOK, name: 'test', maskedTarget: '', sealedTarget: '', targetId: id },
    ...{ timeZone: 'UTC', createdAt: new Date(), ...settings },
  });
  return id;
}

let made = 0;
const newKey = () => ({ exchange: '', symbol: `BUD/${++made}`, interval: '1h' }) as const;
type Key = ReturnType<typeof newKey>;
const candlesOf = (key: Key) => hours.map((hour) => ({ ...hour, ...key }));

/** What a channel was told of a series, without its name and the time at which it came. */
async function toldOf(channelId: string, { symbol }: Key) {
  const rows = await dataSource.manager.find(Delivery, { where: { channelId }, order: { number: 'ASC' } });
  return rows
    .filter(({ incidentId }) => incidentId?.startsWith(`${symbol}:`))
    .map(({ kind, incidentId, message }) => ({
      kind,
      at: incidentId?.slice(symbol.length),
      text: (message as MessageBody).text,
    }));
}

const openings = (told: Awaited<ReturnType<typeof toldOf>>) =>
  told.filter(({ kind }) => kind === MessageKind.INCIDENT_OPENED);

describe('a channel with a budget of incidents', () => {
  it('is told of more incidents the more it asks for, each opened and closed, whatever the chart shows', async () => {
    const budgets = [2, 0.25];
    const channels = await Promise.all(budgets.map((incidentsPerWeek) => addChannel({ incidentsPerWeek })));
    const key = newKey();
    await createIngest(1 / 20).judge(candlesOf(key));
    const told = await Promise.all(channels.map((channel) => toldOf(channel, key)));
    const [often, seldom] = told.map((messages) => openings(messages).length) as [number, number];
    expect(often).toBeGreaterThan(seldom);
    expect(seldom).toBeGreaterThan(0);
    for (const messages of told) {
      const ids = openings(messages).map(({ at }) => at);
      const closed = messages.filter(({ kind }) => kind === MessageKind.INCIDENT_CLOSED).map(({ at }) => at);
      expect(closed).toEqual(ids.slice(0, closed.length));
      expect(ids.length - closed.length).toBeLessThanOrEqual(1);
    }
    // The chart shows fewer, and their words are there all the same.
    const shown = await dataSource.manager.countBy(Incident, { symbol: key.symbol });
    expect(shown).toBeLessThan(often);
    for (const { text } of told.flat()) expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d UTC: [A-Z].+\./);
  });

  it('is told the same whatever batches, repeats and restarts there were, and whatever the chart shows', async () => {
    const generous = await addChannel({ incidentsPerWeek: 3.5 });
    const pager = await addChannel({ incidentsPerWeek: 0.5 });
    const reference = newKey();
    const ingest = createIngest();
    for (const candle of candlesOf(reference)) await ingest.judge([candle]);
    const expected = [await toldOf(generous, reference), await toldOf(pager, reference)];
    expect(expected.map((told) => openings(told).length > 0)).toEqual([true, true]);
    const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), fc.boolean(), fc.boolean(), async (sizes, ...has) => {
        const [hasRepeats, hasRestarts, hasOtherChart] = has;
        const [key, beside] = [newKey(), newKey()];
        const begin = () => createIngest(hasOtherChart ? 1 / 10 : 1);
        let ingest = begin();
        for (let start = 0, turn = 0; start < hours.length; turn++) {
          const end = start + (sizes[turn % sizes.length] ?? 1);
          const from = hasRepeats ? Math.max(0, start - 20) : start;
          await Promise.all([key, beside].map((key) => ingest.judge(candlesOf(key).slice(from, end))));
          if (hasRestarts) ingest = begin();
          start = end;
        }
        for (const one of [key, beside]) {
          expect([await toldOf(generous, one), await toldOf(pager, one)]).toEqual(expected);
        }
      }),
      { numRuns: 2 },
    );
  });

  it('is told once, with what it has become by then, where the transaction failed at first', async () => {
    const channel = await addChannel({ incidentsPerWeek: 3.5 });
    const [reference, key] = [newKey(), newKey()];
    await createIngest().judge(candlesOf(reference));
    const ingest = createIngest();
    await ingest.judge(candlesOf(key).slice(0, 115));
    await dataSource.query(`CREATE FUNCTION fail_own() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.symbol = '${key.symbol}' THEN RAISE EXCEPTION 'injected'; END IF; RETURN NEW; END $$`);
    await dataSource.query(
      'CREATE TRIGGER injected BEFORE INSERT ON channel_incident FOR EACH ROW EXECUTE FUNCTION fail_own()',
    );
    await expect(ingest.judge(candlesOf(key).slice(115, 140))).rejects.toThrow('injected');
    await dataSource.query('DROP FUNCTION fail_own CASCADE');
    await ingest.judge(candlesOf(key).slice(115));
    expect(await toldOf(channel, key)).toEqual(await toldOf(channel, reference));
  });

  it('is told of an incident that passes its filter later, and not of the end of one that it was not told of', async () => {
    const narrow = await addChannel({ incidentsPerWeek: 3.5, minReturnPeriodHours: 20_000 });
    const deaf = await addChannel({ incidentsPerWeek: 3.5, minReturnPeriodHours: 1e15 });
    const elsewhere = await addChannel({ incidentsPerWeek: 3.5, exchange: 'kraken' });
    const key = newKey();
    const ingest = createIngest();
    for (const candle of candlesOf(key)) await ingest.judge([candle]);
    const told = await toldOf(narrow, key);
    const own = await dataSource.manager.findBy(ChannelIncident, { channelId: narrow });
    expect(openings(told).length).toBeGreaterThan(0);
    expect(own.filter(({ isTold }) => isTold)).toHaveLength(openings(told).length);
    expect(own.filter(({ isTold }) => !isTold).length).toBeGreaterThan(0);
    // What the feed broke has no rarity that a filter could look at.
    for (const { text } of await toldOf(deaf, key)) expect(text).toMatch(/Feed fault/);
    expect(await toldOf(elsewhere, key)).toEqual([]);
  });

  it('has its receipts beside the incident that everybody sees', async () => {
    const channel = await addChannel({ incidentsPerWeek: 3.5 });
    const plain = await addChannel();
    const key = newKey();
    await createIngest(0.25).judge(candlesOf(key));
    const incidents = await dataSource.manager.findBy(Incident, { symbol: key.symbol });
    expect(incidents.length).toBeGreaterThan(0);
    const read = deliveriesOf(dataSource);
    const receipts = await Promise.all(incidents.map((incident) => read(incident)));
    for (const [index, deliveries] of receipts.entries()) {
      expect(new Set(deliveries.map(({ channelId }) => channelId))).toEqual(new Set([channel, plain]));
      const own = deliveries.filter(({ channelId }) => channelId === channel);
      const ids = own.map(({ incidentId }) => incidentId ?? '');
      for (const one of await dataSource.manager.findBy(ChannelIncident, { incidentId: In(ids) })) {
        expect(one.openedAt <= (incidents[index]?.newestAt ?? START)).toBe(true);
        expect(one.newestAt >= (incidents[index]?.openedAt ?? START)).toBe(true);
      }
    }
  });
});

it('a database from before has channels without a budget, and goes on', async () => {
  const channel = await addChannel({ name: 'from before' });
  const { migrations } = dataSource;
  const first = migrations.findIndex(({ constructor }) => constructor.name.startsWith('IncidentBudgets'));
  for (let left = migrations.length; left > first; left--) await dataSource.undoLastMigration();
  await dataSource.runMigrations();
  expect(await dataSource.manager.findOneByOrFail(Channel, { id: channel })).toMatchObject({
    name: 'from before',
    incidentsPerWeek: null,
  });
  const key = newKey();
  await createIngest().judge(candlesOf(key));
  expect(openings(await toldOf(channel, key)).length).toBeGreaterThan(0);
});
