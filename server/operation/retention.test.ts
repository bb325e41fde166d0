import { simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Candle, Detection, Incident, Series } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { Retention } from './retention.ts';

const HOURS = 2_600;
const KEPT_DAYS = 10;
const hours = [...simulate({ seed: 9, interval: '1h', from: Date.UTC(2021, 0, 1), count: HOURS })];

let dataSource: DataSource;
let ingest: Ingest;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
  ingest = new Ingest({
    dataSource,
    detectors: new Detectors(await loadArtifact('btc-usd-1h'), 4),
    onCommit: () => undefined,
  });
});
afterAll(() => dataSource.destroy());

it('deletes what is too old in steps, while candles go on coming, and keeps the counts true', async () => {
  const candles = hours.map((hour) => ({
    ...hour,
    exchange: '',
    symbol: 'BTC/USD',
    interval: '1h' as const,
  }));
  for (let start = 0; start < HOURS - 20; start += 1_000) {
    await ingest.judge(candles.slice(start, Math.min(start + 1_000, HOURS - 20)));
  }
  const steps: number[] = [];
  const onError = (error: unknown) => {
    throw error;
  };
  const retention = new Retention({
    dataSource,
    days: KEPT_DAYS,
    onDeleted: (count) => steps.push(count),
    onError,
  });
  const deleting = retention.run();
  for (const candle of candles.slice(HOURS - 20)) await ingest.judge([candle]);
  await deleting;
  await retention.run();
  await retention.dispose();

  expect(Math.max(...steps)).toBe(500);
  const kept = KEPT_DAYS * 24 + 1;
  expect(await dataSource.manager.count(Candle)).toBe(kept);
  expect(await dataSource.manager.count(Detection)).toBe(kept);
  const anomalyCount = await dataSource.manager.countBy(Detection, { isAnomaly: true });
  const series = await dataSource.manager.findOneBy(Series, { symbol: 'BTC/USD' });
  expect(series).toMatchObject({
    candleCount: kept,
    anomalyCount,
    firstOpenTime: new Date(candles[HOURS - kept]?.openTime ?? NaN),
  });
});

it('keeps an incident as long as one of its anomalies is kept, and goes on with one that is open', async () => {
  const key = { exchange: '', symbol: 'CUT/USD', interval: '1h' } as const;
  const fall = new Map([
    [300, 0.8],
    [306, 0.85],
    [311, 0.83],
    [316, 0.85],
  ]);
  const candles = hours
    .slice(0, 340)
    .map((hour, index) => ({ ...hour, ...key, low: hour.low * (fall.get(index) ?? 1) }));
  await ingest.judge(candles.slice(0, 313));
  const incidents = () => dataSource.manager.find(Incident, { where: { symbol: key.symbol } });
  const timeOf = (index: number) => new Date(hours[index]?.openTime ?? NaN);
  const before = (await incidents()).at(-1);
  expect(before).toMatchObject({ openedAt: timeOf(300), peakAt: timeOf(300), closedAt: null });
  const { anomalyCount = NaN } = before ?? {};

  const onError = (error: unknown) => {
    throw error;
  };
  const keep = async (newest: number, first: number) => {
    const retention = new Retention({
      ...{ dataSource, days: (newest - first) / 24, onDeleted: () => undefined, onError },
    });
    await retention.run();
    await retention.dispose();
  };
  await keep(312, 304);
  const rarest = await dataSource.manager.findOneOrFail(Detection, {
    where: { symbol: key.symbol, isAnomaly: true },
    order: { returnPeriodHours: 'DESC' },
  });
  const { openTime: peakAt, returnPeriodHours: peakReturnPeriodHours } = rarest;
  expect(peakAt.getTime()).toBeGreaterThanOrEqual(timeOf(306).getTime());
  const cut = { openedAt: timeOf(300), newestAt: timeOf(311), peakAt, anomalyCount };
  expect(await incidents()).toMatchObject([{ ...cut, peakReturnPeriodHours, closedAt: null }]);

  await ingest.judge(candles.slice(313));
  expect((await incidents())[0]).toMatchObject({
    ...{ ...cut, newestAt: timeOf(316), closedAt: timeOf(328), anomalyCount: anomalyCount + 1 },
  });
  await keep(339, 320);
  expect(await incidents()).toEqual([]);
});
