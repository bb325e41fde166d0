import { simulate, type SeriesKey } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { AccuracyBucket, bucketMs, Verdict, VerdictKind } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { Retention } from '../operation/retention.ts';
import { createDatabase } from '../testing/test-database.ts';
import { measureAccuracy, type SeriesRange } from './measure-accuracy.ts';

const HOUR = 3_600_000;
const COUNT = 3_400;
const START = Date.UTC(2021, 0, 1);
/** With gaps of some hours and one that makes the detector warm up anew. */
const hours = [...simulate({ seed: 4, interval: '1h', from: START, count: COUNT })].filter(
  (_, index) => index % 97 !== 3 && !(index > 1_500 && index < 1_700),
);

let url: string;
let dataSource: DataSource;
let detectors: Detectors;
let ingest: Ingest;
beforeAll(async () => {
  url = await createDatabase();
  dataSource = await createDataSource(url).initialize();
  await dataSource.runMigrations();
  detectors = new Detectors(await loadArtifact('btc-usd-1h'), 21);
  ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
});
afterAll(() => dataSource.destroy());

/** Takes back the migration that makes the buckets, and those after it. */
async function undoBuckets(): Promise<void> {
  const { migrations } = dataSource;
  const first = migrations.findIndex(({ constructor }) => constructor.name.startsWith('AccuracyBuckets'));
  for (let left = migrations.length; left > first; left--) await dataSource.undoLastMigration();
}

let count = 0;
const newKey = () => ({ exchange: '', symbol: `ACCURACY/${++count}`, interval: '1h' }) as const;

/** Stores hours in transactions of these sizes, again and again. */
async function store(key: SeriesKey, candles: typeof hours, sizes: number[]): Promise<void> {
  for (let from = 0, turn = 0; from < candles.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    await ingest.judge(candles.slice(from, from + size).map((hour) => ({ ...hour, ...key })));
    from += size;
  }
}

/** From all rows, without any bucket. */
async function fromRows({ exchange, symbol, interval, from, to }: SeriesRange) {
  const [row] = await dataSource.query<Record<string, number>[]>(
    `SELECT count(*)::int AS "scoredCandles", avg(abs(high - forecast_high)) AS "meanAbsoluteError",
            coalesce(avg(abs(high - previous_high)), 0) AS "baselineMeanAbsoluteError",
            count(*) FILTER (WHERE is_anomaly) * 168.0::float8 / nullif(count(*), 0) AS "alertsPerWeek",
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'REAL'))::int AS "realAlerts",
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'FALSE'))::int AS "falseAlerts",
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'EXPECTED'))::int AS "expectedAlerts"
       FROM (SELECT *, lag(high) OVER (ORDER BY open_time) AS previous_high
               FROM candle WHERE exchange = $1 AND symbol = $2 AND interval = $3) candles
       JOIN detection USING (exchange, symbol, interval, open_time)
       LEFT JOIN verdict USING (exchange, symbol, interval, open_time)
      WHERE open_time >= $4 AND open_time < $5 AND forecast_high IS NOT NULL`,
    [exchange, symbol, interval, from ?? '-infinity', to ?? 'infinity'],
  );
  return row?.scoredCandles ? row : null;
}

async function expectSame(range: SeriesRange): Promise<void> {
  const expected = await fromRows(range);
  const measured = await measureAccuracy(dataSource.manager, range);
  if (!expected) expect(measured).toBeNull();
  else
    for (const [name, value] of Object.entries(expected))
      expect(measured?.[name as keyof typeof measured] ?? NaN, name).toBeCloseTo(value, 9);
}

const bucketsOf = ({ symbol }: SeriesKey) =>
  dataSource.manager.find(AccuracyBucket, { where: { symbol }, order: { start: 'ASC' } });

const withoutName = (buckets: AccuracyBucket[]) => buckets.map(({ symbol: _name, ...sums }) => sums);

/** Limits in the middle, at the edges and outside of buckets, of candles and of the series. */
const LIMITS = [
  undefined,
  START - HOUR,
  START + 10 * HOUR,
  START + 60 * HOUR + 1,
  Math.ceil(START / bucketMs('1h')) * bucketMs('1h'),
  Math.ceil(START / bucketMs('1h')) * bucketMs('1h') + 1,
  START + 1_400 * HOUR,
  START + 1_600 * HOUR,
  START + 1_725 * HOUR,
  Math.ceil(START / bucketMs('1h') + 2) * bucketMs('1h'),
  START + 2_900 * HOUR,
  START + COUNT * HOUR,
].map((time) => (time === undefined ? undefined : new Date(time)));

describe('the accuracy of a series', () => {
  const key = newKey();
  beforeAll(async () => {
    await store(key, hours, [700, 1, 40]);
    const anomalies = await dataSource.query<{ open_time: Date }[]>(
      `SELECT open_time FROM detection WHERE symbol = $1 AND (is_anomaly OR open_time = $2) ORDER BY open_time`,
      [key.symbol, new Date(START)],
    );
    const kinds = Object.values(VerdictKind);
    for (const [index, { open_time: openTime }] of anomalies.entries()) {
      const kind = kinds[index % 4];
      if (kind)
        await dataSource.manager.insert(Verdict, { ...key, openTime, kind, note: '', decidedAt: new Date() });
    }
  });

  it('is that of all its rows', async () => {
    const { realAlerts, falseAlerts, expectedAlerts } =
      (await fromRows({ ...key, from: undefined, to: undefined })) ?? {};
    expect(Math.min(realAlerts ?? 0, falseAlerts ?? 0, expectedAlerts ?? 0)).toBeGreaterThan(0);
    await expectSame({ ...key, from: undefined, to: undefined });
    expect(await bucketsOf(key)).toHaveLength(4);
  });

  it('is that of the rows between any two times', async () => {
    for (const from of LIMITS) for (const to of LIMITS) await expectSame({ ...key, from, to });
  });

  it('is added up to the same bits however the candles come, and by the migration', async () => {
    const other = newKey();
    await store(other, hours, [1_000]);
    const expected = withoutName(await bucketsOf(key));
    expect(withoutName(await bucketsOf(other))).toEqual(expected);
    await undoBuckets();
    await dataSource.runMigrations();
    expect(withoutName(await bucketsOf(key))).toEqual(expected);
  });

  it('does not change what is counted when candles come again or are refused', async () => {
    const before = await bucketsOf(key);
    await ingest.judge(hours.slice(-30).map((hour) => ({ ...hour, ...key })));
    const [first] = hours;
    const refused = ingest.judge(first ? [{ ...first, ...key, high: 1e9 }] : []);
    await expect(refused).rejects.toThrow();
    expect(await bucketsOf(key)).toEqual(before);
  });

  it('stays true where a server of an older version stores candles that no bucket counts', async () => {
    const own = newKey();
    await store(own, hours.slice(0, 1_200), [500]);
    const counted = await bucketsOf(own);
    await store(own, hours.slice(1_200, 2_000), [500]);
    await dataSource.manager.delete(AccuracyBucket, { symbol: own.symbol });
    await dataSource.manager.insert(AccuracyBucket, counted);
    await expectSame({ ...own, from: undefined, to: undefined });
    await expectSame({ ...own, from: new Date(START + 500 * HOUR), to: new Date(START + 1_900 * HOUR) });
    // They came from another server, so this one does not know how they left the series.
    detectors.states.clear();
    await store(own, hours.slice(2_000), [500]);
    expect(withoutName(await bucketsOf(own))).toEqual(withoutName(await bucketsOf(key)));
  });

  it('stays true, with nothing left behind, when old candles are deleted', async () => {
    const days = 60;
    const retention = new Retention({
      dataSource,
      days,
      onDeleted: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    await retention.run();
    await retention.dispose();
    await expectSame({ ...key, from: undefined, to: undefined });
    await expectSame({ ...key, from: new Date(START), to: new Date(START + 3_000 * HOUR) });
    const buckets = await bucketsOf(key);
    expect(buckets.length).toBeLessThan(4);
    const scored = buckets.reduce((sum, { scoredCount }) => sum + scoredCount, 0);
    expect(scored).toBe(
      (await measureAccuracy(dataSource.manager, { ...key, from: undefined, to: undefined }))?.scoredCandles,
    );
    await undoBuckets();
    await dataSource.runMigrations();
    expect(await bucketsOf(key)).toEqual(buckets);
  });
});
