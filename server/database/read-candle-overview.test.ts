import { simulate, type SeriesKey } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { CandleSum, Series } from '@detective/schema';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { Retention } from '../operation/retention.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { CandleSums } from './candle-sums.ts';
import { intervalsFor, readCandleOverview } from './read-candle-overview.ts';

const HOUR = 3_600_000;
const KEY: SeriesKey = { exchange: '', symbol: 'LONG', interval: '1h' };
/** Not from midnight on, and with two holes, one of them longer than a day. */
const HOURS = [...simulate({ seed: 8, interval: '1h', from: Date.UTC(2021, 0, 1, 5), count: 1_500 })].filter(
  (_, index) => !(index > 200 && index < 260) && index !== 700,
);

let dataSource: DataSource;
let ingest: Ingest;
const send = (candles: typeof HOURS) => ingest.judge(candles.map((candle) => ({ ...candle, ...KEY })));
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
  await send(HOURS.slice(0, 1_000));
});
afterAll(() => dataSource.destroy());

const sums = new CandleSums();
const read = (most: number, from?: number, to?: number) =>
  readCandleOverview(dataSource.manager, sums, {
    ...KEY,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    most,
  });

/** The same from the candles themselves. */
function added(candles: typeof HOURS, intervals: number) {
  const bins = new Map<number, typeof HOURS>();
  for (const candle of candles) {
    const bin = Math.floor(candle.openTime / (intervals * HOUR));
    bins.set(bin, [...(bins.get(bin) ?? []), candle]);
  }
  return [...bins].map(([bin, rows]) => ({
    openTime: new Date(bin * intervals * HOUR),
    open: rows[0]?.open,
    high: Math.max(...rows.map(({ high }) => high)),
    low: Math.min(...rows.map(({ low }) => low)),
    close: rows.at(-1)?.close,
    volume: expect.closeTo(
      rows.reduce((sum, { volume }) => sum + (volume ?? 0), 0),
      3,
    ) as number,
    candleCount: rows.length,
  }));
}

describe('how many candles one stands for', () => {
  it('is as few as fit, in steps that divide days and each other', () => {
    expect([1, 1_000, 1_001, 10_177, 100_000, 1_000_000].map((count) => intervalsFor(count, 1_000))).toEqual([
      1, 1, 2, 12, 144, 1_152,
    ]);
  });

  it('never gives more than asked for, nor a step that the stored sums do not divide into', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5e8 }), fc.integer({ min: 2, max: 2_000 }), (count, most) => {
        const intervals = intervalsFor(count, most);
        if (intervals > 1) expect(Math.ceil(count / intervals) + 1).toBeLessThanOrEqual(most + 1);
        expect(intervals < 24 || intervals % 24 === 0).toBe(true);
        expect(intervals < 576 || intervals % 576 === 0).toBe(true);
      }),
    );
  });
});

describe('a series drawn with few candles', () => {
  it('has the candles themselves where they are few enough', async () => {
    const overview = await read(2_000);
    expect(overview).toEqual({ intervals: 1, candles: added(HOURS.slice(0, 1_000), 1) });
  });

  it.each([300, 90, 40, 20, 5, 3])('is what its candles add up to, in at most %d', async (most) => {
    const overview = await read(most);
    expect(overview?.candles.length).toBeLessThanOrEqual(most);
    expect(overview?.candles).toEqual(added(HOURS.slice(0, 1_000), overview?.intervals ?? 0));
  });

  it('begins and ends where it is asked to, within a stored sum, too', async () => {
    const [from, to] = [(HOURS[31]?.openTime ?? 0) + 1, HOURS[907]?.openTime ?? 0];
    const within = HOURS.filter(({ openTime }) => openTime >= from && openTime < to);
    for (const most of [400, 30, 4]) {
      const overview = await read(most, from, to);
      expect(overview?.candles).toEqual(added(within, overview?.intervals ?? 0));
    }
    expect((await read(10, to, from))?.candles).toEqual([]);
    expect((await read(10, Date.UTC(2030, 0, 1)))?.candles).toEqual([]);
  });

  it('reads no candle of which there is a stored sum', async () => {
    const fetched = await dataSource.transaction(async (manager) => {
      const count = async () => {
        const [row] = await manager.query<{ count: number }[]>(
          `SELECT (seq_tup_read + idx_tup_fetch)::int AS count FROM pg_stat_xact_user_tables WHERE relname = 'candle'`,
        );
        return row?.count ?? 0;
      };
      const before = await count();
      await readCandleOverview(manager, sums, { ...KEY, from: undefined, to: undefined, most: 40 });
      return (await count()) - before;
    });
    expect(fetched).toBeGreaterThan(0);
    expect(fetched).toBeLessThan(48);
  });

  it('grows with the series, whatever was added up before', async () => {
    await send(HOURS.slice(1_000));
    for (const most of [40, 4]) {
      const overview = await read(most);
      expect(overview?.candles).toEqual(added(HOURS, overview?.intervals ?? 0));
    }
  });

  it('adds up each sum once, also when two servers are asked at the same time', async () => {
    await dataSource.manager.clear(CandleSum);
    const series = await dataSource.manager.findOneByOrFail(Series, KEY);
    await Promise.all([sums, new CandleSums()].map((one) => one.fill(dataSource.manager, KEY, series)));
    const count = await dataSource.manager.countBy(CandleSum, { intervals: 24 });
    expect(count).toBe(added(HOURS, 24).length - 1);
    const overview = await read(40);
    expect(overview?.candles).toEqual(added(HOURS, overview?.intervals ?? 0));
  });

  it('counts no candle that was deleted as too old', async () => {
    const failures: unknown[] = [];
    const retention = new Retention({
      dataSource,
      days: 30,
      onDeleted: () => undefined,
      onError: (error) => failures.push(error),
    });
    await retention.run();
    await retention.dispose();
    expect(failures).toEqual([]);
    const oldest = (HOURS.at(-1)?.openTime ?? 0) - 30 * 24 * HOUR;
    const left = HOURS.filter(({ openTime }) => openTime >= oldest);
    for (const most of [40, 4]) {
      const overview = await read(most);
      expect(overview?.candles).toEqual(added(left, overview?.intervals ?? 0));
    }
  });

  it('is null where there is no series', async () => {
    const range = { ...KEY, symbol: 'NONE', from: undefined, to: undefined, most: 10 };
    expect(await readCandleOverview(dataSource.manager, sums, range)).toBeNull();
  });
});
