import { simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Detection, Verdict, VerdictKind } from '@detective/schema';
import { MoreThan, type DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { readDetections } from './read-detections.ts';

const KEY = { exchange: '', symbol: 'READ', interval: '1h' } as const;
const hours = [...simulate({ seed: 4, interval: '1h', from: Date.UTC(2021, 0, 1), count: 60 })];

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  const ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
  for (const symbol of [KEY.symbol, 'OTHER']) {
    await ingest.judge(hours.map((candle) => ({ ...candle, ...KEY, symbol })));
  }
  const openTime = new Date(hours[7]?.openTime ?? NaN);
  const verdict = { ...KEY, openTime, kind: VerdictKind.REAL, note: 'seen', decidedAt: new Date() };
  await dataSource.manager.insert(Verdict, verdict);
});
afterAll(() => dataSource.destroy());

it('reads what a join of detections, candles and verdicts would', async () => {
  const { manager } = dataSource;
  const openTime = MoreThan(new Date(hours[2]?.openTime ?? NaN));
  const order = { openTime: 'ASC' } as const;
  const joined = await manager.find(Detection, {
    where: { ...KEY, openTime },
    relations: { candle: true, verdict: true },
    order,
  });
  expect(joined[4]?.verdict?.note).toBe('seen');
  expect(await readDetections(manager, { ...KEY, openTime }, { order })).toEqual(joined);
  expect(await readDetections(manager, { ...KEY, openTime }, { order, take: 9 })).toEqual(joined.slice(0, 9));
});

it('reads nothing of a series that does not exist', async () => {
  const none = await readDetections(
    dataSource.manager,
    { exchange: '', symbol: 'NONE', interval: '1h' },
    { order: { openTime: 'DESC' } },
  );
  expect(none).toEqual([]);
});
