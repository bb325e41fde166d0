import { INTERVALS, simulate } from '@detective/data';
import { loadArtifact } from '@detective/models';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { Detectors } from './detectors.ts';
import { CandleNotClosedError, type IncomingCandle } from './incoming-candle.ts';
import { Ingest } from './ingest.ts';

const HOUR = INTERVALS['1h'];
const BEGIN = Date.UTC(2021, 0, 1);
const candles = [...simulate({ seed: 7, interval: '1h', from: BEGIN, count: 3 })].map(
  (candle): IncomingCandle => ({ ...candle, exchange: '', symbol: 'BTC/USD', interval: '1h' }),
);

let dataSource: DataSource;
let now = BEGIN + 2 * HOUR;
let ingest: Ingest;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined, now: () => new Date(now) });
});
afterAll(() => dataSource.destroy());

it('when the clock is set back, stored candles get their judgement again and new ones wait for it', async () => {
  const [first, second, third] = candles as [IncomingCandle, IncomingCandle, IncomingCandle];
  const judge = async (...some: IncomingCandle[]) =>
    (await ingest.judge(some)).map(({ openTime, anomalyScore, detectedAt }) => [
      openTime,
      anomalyScore,
      detectedAt,
    ]);
  const judged = await judge(first, second);
  now -= 10 * 60_000;
  expect(await judge(first, second)).toEqual(judged);
  await expect(judge(third)).rejects.toThrow(CandleNotClosedError);
  now += HOUR + 10 * 60_000;
  expect(await judge(second, third)).toHaveLength(2);
});
