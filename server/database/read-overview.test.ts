import { simulate, type SeriesKey } from '@detective/data';
import { loadArtifact } from '@detective/models';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { readOverview } from './read-overview.ts';

const KEY: SeriesKey = { exchange: '', symbol: 'BTC/USD', interval: '1h' };
const CANDLES = [...simulate({ seed: 8, interval: '1h', from: Date.UTC(2021, 0, 1), count: 400 })];

let dataSource: DataSource;
let ingest: Ingest;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
});
afterAll(() => dataSource.destroy());

const send = (candles: typeof CANDLES) => ingest.judge(candles.map((candle) => ({ ...candle, ...KEY })));
const read = async () => (await readOverview(dataSource.manager, { limit: 10, offset: 0 }))[0];

it('leaves closes that are bad ticks out of the recent ones, which they would flatten, and no other', async () => {
  const closes = CANDLES.map(({ close }) => close);
  const faulty = CANDLES.map((candle, hour) => {
    if (hour === 370) return { ...candle, high: candle.high * 100 };
    return hour === 380 ? { ...candle, high: candle.high * 100, close: candle.close * 100 } : candle;
  });
  await send(faulty.slice(0, 381));
  expect(await read()).toMatchObject({ lastClose: faulty[380]?.close, recentCloses: closes.slice(333, 380) });
  await send(faulty.slice(381));
  expect(await read()).toMatchObject({
    lastClose: closes.at(-1),
    recentCloses: [...closes.slice(352, 380), ...closes.slice(381)],
  });
});
