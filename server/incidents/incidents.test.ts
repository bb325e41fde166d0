import { INTERVALS, simulate, type Ohlcv } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Detection, Incident, Series } from '@detective/schema';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createDatabase } from '../testing/test-database.ts';
import { walkIncidents } from './walk-incidents.ts';

const HOUR = INTERVALS['1h'];
const START = Date.UTC(2021, 0, 1);
const COUNT = 360;
/** With gaps, and shocks that make anomalies which belong together and some that do not. */
const SHOCKS = new Set([120, 121, 126, 138, 151, 200, 260, 261, 330, 345]);
const hours: Ohlcv[] = [...simulate({ seed: 11, interval: '1h', from: START, count: COUNT })]
  .filter((_, index) => !(index > 280 && index < 290))
  .map((hour, index) => (SHOCKS.has(index) ? { ...hour, low: hour.low * 0.8 } : hour));

const artifact = await loadArtifact('btc-usd-1h');
let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createDataSource(await createDatabase()).initialize();
  await dataSource.runMigrations();
});
afterAll(() => dataSource.destroy());

const createIngest = () =>
  new Ingest({ dataSource, detectors: new Detectors(artifact, 7), onCommit: () => undefined });

let made = 0;
const newKey = () => ({ exchange: '', symbol: `INC/${++made}`, interval: '1h' }) as const;
type Key = ReturnType<typeof newKey>;
const candlesOf = (key: Key) => hours.map((hour) => ({ ...hour, ...key }));

/** The incidents of a series without its name. */
async function stored({ symbol }: Key) {
  const incidents = await dataSource.manager.find(Incident, {
    where: { symbol },
    order: { openedAt: 'ASC' },
  });
  const series = await dataSource.manager.findOneByOrFail(Series, { symbol });
  expect(series.incidentsUpTo).toEqual(series.lastOpenTime);
  expect(series.incidentOpenedAt).toEqual(
    incidents.find(({ closedAt }) => closedAt === null)?.openedAt ?? null,
  );
  return incidents.map((incident) => ({ ...incident, symbol: '' }));
}

/** From the rows, in one walk. */
async function fromRows({ symbol }: Key) {
  const rows = await dataSource.manager.find(Detection, { where: { symbol }, order: { openTime: 'ASC' } });
  const incidents = new Map(walkIncidents(null, rows).steps.map(({ incident }) => [incident.id, incident]));
  return [...incidents.values()].map((incident) => ({ ...incident, symbol: '' }));
}

describe('incidents', () => {
  const reference = newKey();
  beforeAll(async () => {
    const ingest = createIngest();
    for (const candle of candlesOf(reference)) await ingest.judge([candle]);
  });

  it('join anomalies that are at most twelve candles apart, and close when none can join any more', async () => {
    const incidents = await stored(reference);
    const anomalies = await dataSource.manager.find(Detection, {
      where: { symbol: reference.symbol, isAnomaly: true },
      order: { openTime: 'ASC' },
    });
    expect(incidents.length).toBeGreaterThan(3);
    expect(incidents.length).toBeLessThan(anomalies.length);
    expect(incidents.reduce((sum, { anomalyCount }) => sum + anomalyCount, 0)).toBe(anomalies.length);
    for (const [index, { openedAt, newestAt, closedAt, peakAt, kinds }] of incidents.entries()) {
      const members = anomalies.filter(({ openTime }) => openTime >= openedAt && openTime <= newestAt);
      const rarest = Math.max(...members.map(({ returnPeriodHours }) => returnPeriodHours ?? 0));
      expect(members.find(({ openTime }) => openTime.getTime() === peakAt.getTime())).toMatchObject({
        returnPeriodHours: rarest === 0 ? null : rarest,
      });
      expect(kinds).toEqual([...new Set(members.flatMap((member) => member.kinds))]);
      const next = incidents[index + 1];
      if (next) expect(next.openedAt.getTime() - newestAt.getTime()).toBeGreaterThan(12 * HOUR);
      if (closedAt) expect(closedAt.getTime() - newestAt.getTime()).toBeGreaterThanOrEqual(12 * HOUR);
      else expect(index).toBe(incidents.length - 1);
    }
    expect(incidents.at(-1)?.closedAt).toBeNull();
  });

  it('are those of one walk over the rows, however the candles came and whatever was started again', async () => {
    const expected = await stored(reference);
    expect(await fromRows(reference)).toEqual(expected);
    const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), fc.boolean(), async (sizes, hasRepeats, hasRestarts) => {
        const [key, beside] = [newKey(), newKey()];
        let ingest = createIngest();
        for (let start = 0, turn = 0; start < hours.length; turn++) {
          const end = start + (sizes[turn % sizes.length] ?? 1);
          const from = hasRepeats ? Math.max(0, start - 20) : start;
          const requests = [key, beside].map((key) => ingest.judge(candlesOf(key).slice(from, end)));
          await Promise.all(requests);
          if (hasRestarts) ingest = createIngest();
          start = end;
        }
        for (const one of [key, beside]) expect(await stored(one)).toEqual(expected);
      }),
      { numRuns: 3 },
    );
  });

  it('are those of one walk where a candle is refused or a statement fails', async () => {
    const key = newKey();
    const ingest = createIngest();
    const candles = candlesOf(key);
    await ingest.judge(candles.slice(0, 121));
    const [refused] = candles.slice(5, 6).map((candle) => ({ ...candle, volume: 1 }));
    await expect(ingest.judge([...candles.slice(121, 140), ...(refused ? [refused] : [])])).rejects.toThrow();
    await dataSource.query(`CREATE FUNCTION fail_incident() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.symbol = '${key.symbol}' THEN RAISE EXCEPTION 'injected'; END IF; RETURN NEW; END $$`);
    await dataSource.query(
      'CREATE TRIGGER injected BEFORE INSERT OR UPDATE ON incident FOR EACH ROW EXECUTE FUNCTION fail_incident()',
    );
    await expect(ingest.judge(candles.slice(121, 140))).rejects.toThrow('injected');
    await dataSource.query('DROP FUNCTION fail_incident CASCADE');
    await ingest.judge(candles.slice(121));
    expect(await stored(key)).toEqual(await stored(reference));
  });

  it('of a database from before are made by the migration', async () => {
    const expected = await stored(reference);
    const { migrations } = dataSource;
    const first = migrations.findIndex(({ constructor }) => constructor.name.startsWith('Incidents'));
    for (let left = migrations.length; left > first; left--) await dataSource.undoLastMigration();
    await dataSource.runMigrations();
    expect(await stored(reference)).toEqual(expected);
  });

  it('are caught up with where a server of an older version stored candles meanwhile', async () => {
    const expected = await stored(reference);
    for (const [known, seen] of [
      [122, 300],
      [60, 200],
      [0, 330],
    ] as const) {
      const key = newKey();
      const ingest = createIngest();
      await ingest.judge(candlesOf(key).slice(0, known));
      const { symbol } = key;
      const before = await dataSource.manager.find(Incident, { where: { symbol } });
      const series = await dataSource.manager.findOneBy(Series, { symbol });
      await ingest.judge(candlesOf(key).slice(known, seen));
      await dataSource.manager.delete(Incident, { symbol });
      await dataSource.manager.insert(Incident, before);
      const { incidentOpenedAt = null, incidentsUpTo = null } = series ?? {};
      await dataSource.manager.update(Series, { symbol }, { incidentOpenedAt, incidentsUpTo });
      await createIngest().judge(candlesOf(key).slice(seen));
      expect(await stored(key)).toEqual(expected);
    }
  });
});
