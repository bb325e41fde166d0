import { simulate, type Ohlcv } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { AccuracyBucket, Checkpoint, Detection, Series } from '@detective/schema';
import fc from 'fast-check';
import type { DataSource, FindOptionsWhere } from 'typeorm';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { Retention } from '../operation/retention.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { Detectors } from './detectors.ts';
import { CandleConflictError, CandleNotClosedError, type IncomingCandle } from './incoming-candle.ts';
import { Ingest } from './ingest.ts';

const artifact = await loadArtifact('btc-usd-1h');
let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
});
afterAll(() => dataSource.destroy());

/** A server of its own, as far as it knows. */
const createIngest = () =>
  new Ingest({ dataSource, detectors: new Detectors(artifact, 1), onCommit: () => undefined });

let made = 0;
const newSymbol = () => `KNOWN/${++made}`;
const hours: Ohlcv[] = [...simulate({ seed: 11, interval: '1h', from: Date.UTC(2021, 0, 1), count: 90 })];
const candlesOf = (symbol: string): IncomingCandle[] =>
  hours.map((candle) => ({ ...candle, exchange: '', symbol, interval: '1h' as const }));

/** The same with one that falls far below what was expected. */
const fallen = (symbol: string): IncomingCandle[] =>
  candlesOf(symbol).map((candle, hour) => ({ ...candle, ...(hour === 80 && { low: candle.low * 0.6 }) }));

/** Everything that is stored of a series but its name and the time of judging. */
async function stored(symbol: string) {
  const { manager } = dataSource;
  const where: FindOptionsWhere<Series> = { symbol };
  const detections = await manager.find(Detection, {
    where,
    relations: { candle: true },
    order: { openTime: 'ASC' },
  });
  return {
    series: { ...(await manager.findOneByOrFail(Series, where)), symbol: '' },
    buckets: (await manager.find(AccuracyBucket, { where, order: { start: 'ASC' } })).map((bucket) => ({
      ...bucket,
      symbol: '',
    })),
    state: (await manager.findOneByOrFail(Checkpoint, where)).state.toString('hex'),
    detections: detections.map(({ candle, ...detection }) => [
      { ...detection, symbol: '', detectedAt: null },
      { ...candle, symbol: '' },
    ]),
  };
}

it('a candle that follows one of ours takes a single statement', async () => {
  const symbols = [newSymbol(), newSymbol()];
  const ingest = createIngest();
  const send = (hour: number) => ingest.judge(symbols.flatMap((symbol) => candlesOf(symbol)[hour] ?? []));
  await send(0);
  const runner = dataSource.createQueryRunner();
  onTestFinished(() => runner.release());
  const asked = vi.spyOn(Object.getPrototypeOf(runner) as typeof runner, 'query');
  onTestFinished(() => asked.mockRestore());
  const detections = await send(1);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(detections).toHaveLength(2);
  expect(await dataSource.manager.countBy(Detection, { symbol: symbols[1] ?? '' })).toBe(2);
});

it('servers that take turns at any candle, in any company, store what one would have', async () => {
  const alone = newSymbol();
  await createIngest().judge(candlesOf(alone));
  const expected = await stored(alone);

  const turns = fc.array(fc.record({ server: fc.nat(2), count: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 10,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(turns, async (turns) => {
      const servers = [createIngest(), createIngest(), createIngest()];
      const [shared, beside] = [newSymbol(), newSymbol()];
      for (let start = 0, turn = 0; start < hours.length; turn++) {
        const { server, count } = turns[turn % turns.length] ?? { server: 0, count: 1 };
        const next = candlesOf(shared).slice(start, start + count);
        const own = candlesOf(beside).slice(start, start + count);
        // All servers at once get what is next; one of them a second series too.
        await Promise.all(
          servers.map((ingest, index) => ingest.judge(index === server ? [...next, ...own] : next)),
        );
        start += count;
      }
      expect(await stored(shared)).toEqual(expected);
      expect(await stored(beside)).toEqual(expected);
    }),
    { numRuns: 3 },
  );
});

it('what retention has deleted since stays deleted, and out of the counts', async () => {
  const symbol = newSymbol();
  const ingest = createIngest();
  await ingest.judge(candlesOf(symbol).slice(0, 60));
  const retention = new Retention({
    dataSource,
    days: 1,
    onDeleted: () => undefined,
    onError: (error) => expect.unreachable(String(error)),
  });
  await retention.run();
  await retention.dispose();
  await ingest.judge(candlesOf(symbol).slice(60, 61));
  const { series, detections } = await stored(symbol);
  // A day before the newest one, that one included, and the one that came afterwards.
  expect(detections).toHaveLength(26);
  expect(series).toMatchObject({ candleCount: 26, firstOpenTime: new Date(hours[35]?.openTime ?? 0) });
});

it('refuses by what is stored, not by what it knew', async () => {
  const symbol = newSymbol();
  const [one, other] = [createIngest(), createIngest()];
  const candles = candlesOf(symbol);
  await one.judge(candles.slice(0, 10));
  const [judged] = await other.judge(candles.slice(10, 11));
  // Of the same candle: the other's judgement.
  const [again] = await one.judge(candles.slice(10, 11));
  expect(again?.detectedAt).toEqual(judged?.detectedAt);
  await other.judge(candles.slice(11, 12));
  const changed = candles.slice(11, 12).map((candle) => ({ ...candle, close: candle.low }));
  await expect(one.judge(changed)).rejects.toThrow(CandleConflictError);
});

it('a request that is refused leaves the others of its batch as they were', async () => {
  const [symbol, early] = [newSymbol(), newSymbol()];
  const ingest = createIngest();
  await ingest.judge([...candlesOf(symbol).slice(0, 5), ...candlesOf(early).slice(0, 5)]);
  const future = { ...candlesOf(early)[5], openTime: Date.UTC(2100, 0, 1) } as IncomingCandle;
  const [good, bad] = await Promise.allSettled([
    ingest.judge(candlesOf(symbol).slice(5, 6)),
    ingest.judge([future]),
  ]);
  expect(good.status).toBe('fulfilled');
  expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(CandleNotClosedError) as object });
});

it('candles that open incidents are judged once, and stored as by a server that reads all anew', async () => {
  const [symbol, anew] = [newSymbol(), newSymbol()];
  const detectors = new Detectors(artifact, 1);
  const ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined });
  await ingest.judge(fallen(symbol).slice(0, 75));
  const step = vi.spyOn(detectors.of({ exchange: '', symbol, interval: '1h' }), 'step');
  onTestFinished(() => step.mockRestore());
  const detections = await ingest.judge(fallen(symbol).slice(75));
  expect(detections.some(({ isAnomaly }) => isAnomaly)).toBe(true);
  expect(step).toHaveBeenCalledTimes(15);
  await createIngest().judge(fallen(anew).slice(0, 75));
  await createIngest().judge(fallen(anew).slice(75));
  expect(await stored(symbol)).toEqual(await stored(anew));
});

it('candles that open an incident are judged again where another server has stored some since', async () => {
  const [symbol, alone] = [newSymbol(), newSymbol()];
  const [one, other] = [createIngest(), createIngest()];
  await one.judge(fallen(symbol).slice(0, 75));
  await other.judge(fallen(symbol).slice(75, 80));
  await one.judge(fallen(symbol).slice(80));
  await createIngest().judge(fallen(alone));
  expect(await stored(symbol)).toEqual(await stored(alone));
});
