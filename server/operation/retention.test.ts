import { simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Candle, Detection, Series } from '@detective/schema';
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
    detectors: new Detectors(await loadArtifact('btc-usd-1h'), 7),
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
