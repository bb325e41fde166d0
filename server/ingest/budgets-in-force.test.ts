import { simulate, type SeriesKey } from '@detective/data';
import { loadArtifact } from '@detective/models';
import type { Detection } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { Detectors } from './detectors.ts';
import { Ingest } from './ingest.ts';

const artifact = await loadArtifact('btc-usd-1h');
const hours = [...simulate({ seed: 5, interval: '1h', from: Date.UTC(2021, 0, 1), count: 400 })];

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
});
afterAll(() => dataSource.destroy());

let count = 0;
const newKey = (): SeriesKey => ({ exchange: '', symbol: `BUDGET${count++}`, interval: '1h' });

/** A server of its own, as far as budgets and candles are concerned. */
function server(ofSettings = 1) {
  const detectors = new Detectors(artifact, ofSettings);
  const ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
  const judge = (key: SeriesKey, from: number, to: number) =>
    ingest.judge(hours.slice(from, to).map((candle) => ({ ...candle, ...key })));
  return { detectors, budgets: detectors.budgets, judge };
}

const thresholds = (detections: Detection[]) => detections.map(({ threshold }) => threshold);

/** What a server with this budget from the beginning makes of the same candles. */
async function thresholdsAt(alertsPerWeek: number, from: number, to: number) {
  const alone = server(alertsPerWeek);
  // One of the series of before may have set a budget for all.
  const key = newKey();
  await alone.budgets.set(dataSource.manager, null, null);
  return thresholds((await alone.judge(key, 0, to)).slice(from));
}

describe('an alert budget that is set while the server runs', () => {
  it('counts from the next candle on, and leaves stored judgements alone', async () => {
    const [key, { budgets, judge }] = [newKey(), server()];
    const before = await judge(key, 0, 200);
    await budgets.set(dataSource.manager, key, 7);
    const after = await judge(key, 200, 400);
    expect(thresholds(before)).toEqual(await thresholdsAt(1, 0, 200));
    expect(thresholds(after)).toEqual(await thresholdsAt(7, 200, 400));
    expect(thresholds(await judge(key, 0, 200))).toEqual(thresholds(before));
  });

  it('counts at once on another server that judges what it knows of the series, without a word to it', async () => {
    const [key, one, other] = [newKey(), server(), server()];
    await other.judge(key, 0, 200);
    // The next candles go the short way, by what this server knows: it must notice.
    await other.judge(key, 200, 210);
    await one.budgets.set(dataSource.manager, key, 7);
    expect(thresholds(await other.judge(key, 210, 220))).toEqual(await thresholdsAt(7, 210, 220));
    expect(other.budgets.describe(key)).toEqual({ inForce: 7, ofSeries: 7, ofAll: null, ofSettings: 1 });
  });

  it('is known to a server that starts afterwards', async () => {
    const [key, one] = [newKey(), server()];
    await one.budgets.set(dataSource.manager, key, 3);
    const later = server();
    await later.budgets.read(dataSource.manager);
    expect(later.budgets.of(key)).toBe(3);
  });

  it('for all series gives way to that of one, and both to the settings when they are taken back', async () => {
    const [key, other, { budgets }] = [newKey(), newKey(), server(0.5)];
    const inForce = () => [budgets.of(key), budgets.of(other)];
    await budgets.set(dataSource.manager, null, 2);
    await budgets.set(dataSource.manager, key, 4);
    expect(inForce()).toEqual([4, 2]);
    await budgets.set(dataSource.manager, key, null);
    expect(inForce()).toEqual([2, 2]);
    await budgets.set(dataSource.manager, null, null);
    expect(inForce()).toEqual([0.5, 0.5]);
  });

  it('has a revision of its own each time, however many set one at once', async () => {
    const { budgets } = server();
    await budgets.read(dataSource.manager);
    const before = budgets.revision;
    await Promise.all([1, 2, 3, 4, 5].map((budget) => budgets.set(dataSource.manager, newKey(), budget)));
    expect(budgets.revision).toBe(before + 5);
  });
});
