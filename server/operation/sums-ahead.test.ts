import { simulate, type SeriesKey } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { CandleSum } from '@detective/schema';
import { expect, it } from 'vitest';
import { CandleSums } from '../database/candle-sums.ts';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { SumsAhead } from './sums-ahead.ts';

const hours = [...simulate({ seed: 2, interval: '1h', from: Date.UTC(2021, 0, 1), count: 5_040 })];

it('sums of a long series are there before anybody asks, and grow with it; a short one needs none', async () => {
  const dataSource = await createMigratedDataSource();
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  const ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
  const send = async (key: SeriesKey, from: number, to: number) => {
    for (let start = from; start < to; start += 1_000)
      await ingest.judge(
        hours.slice(start, Math.min(start + 1_000, to)).map((candle) => ({ ...candle, ...key })),
      );
  };
  const [long, short] = ['LONG', 'SHORT'].map((symbol) => ({
    exchange: '',
    symbol,
    interval: '1h' as const,
  }));
  const daysOf = (key: SeriesKey | undefined) =>
    dataSource.manager.countBy(CandleSum, { ...key, intervals: 24 });
  if (!long || !short) throw new Error('there are two series');
  await send(long, 0, 2_400);
  await send(short, 0, 1_000);
  const ahead = new SumsAhead({
    ...{ dataSource, sums: new CandleSums(), everyMs: 3_600_000 },
    onError: (error) => {
      throw error;
    },
  });
  await ahead.run();
  expect([await daysOf(long), await daysOf(short)]).toEqual([100, 0]);
  await send(long, 2_400, 4_000);
  await ahead.run();
  expect(await daysOf(long)).toBe(100);
  await send(long, 4_000, 5_040);
  await ahead.run();
  expect(await daysOf(long)).toBe(210);
  await ahead.dispose();
  await dataSource.destroy();
});
