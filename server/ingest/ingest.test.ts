import { crc32 } from 'node:zlib';
import { simulate, type Ohlcv } from '@detective/data';
import { loadArtifact } from '@detective/models';
import { Detection, Checkpoint, Series } from '@detective/schema';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNewest } from '../database/read-newest.ts';
import { createMigratedDataSource } from '../testing/test-database.ts';
import { Detectors } from './detectors.ts';
import type { IncomingCandle } from './incoming-candle.ts';
import { Ingest, IngestClosedError } from './ingest.ts';

const artifact = await loadArtifact('btc-usd-1h');
let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createMigratedDataSource();
});
afterAll(() => dataSource.destroy());

const detectors = () => new Detectors(artifact, 1);
const createIngest = () => new Ingest({ dataSource, detectors: detectors(), onCommit: () => undefined });

let made = 0;
const newSymbol = () => `SYM/${++made}`;
const hours: Ohlcv[] = [...simulate({ seed: 7, interval: '1h', from: Date.UTC(2021, 0, 1), count: 90 })];
const candlesOf = (symbol: string): IncomingCandle[] =>
  hours.map((candle) => ({ ...candle, exchange: '', symbol, interval: '1h' as const }));

/** What is stored of a series, without what may differ between two runs: its name and the time of judging. */
async function stored(symbol: string) {
  const detections = await dataSource.manager.find(Detection, {
    where: { symbol },
    relations: { candle: true },
    order: { openTime: 'ASC' },
  });
  const series = await dataSource.manager.findOneBy(Series, { symbol });
  const state = await dataSource.manager.findOneBy(Checkpoint, { symbol });
  return {
    detections: detections.map((detection) => ({
      ...detection,
      symbol: '',
      candle: { ...detection.candle, symbol: '' },
      detectedAt: null,
    })),
    series: series && { ...series, symbol: '' },
    state: state?.state.toString('hex'),
  };
}

it('judges any mix of concurrent requests as if the candles had come one by one', async () => {
  const reference = newSymbol();
  const sequential = createIngest();
  for (const candle of candlesOf(reference)) await sequential.judge([candle]);
  const expected = await stored(reference);

  const cuts = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(cuts, fc.boolean(), async (sizes, hasRepeats) => {
      const [one, other] = [candlesOf(newSymbol()), candlesOf(newSymbol())];
      const ingest = createIngest();
      const requests: Promise<Detection[]>[] = [];
      for (let start = 0, turn = 0; start < one.length; turn++) {
        const end = start + (sizes[turn % sizes.length] ?? 1);
        requests.push(ingest.judge(one.slice(start, end)), ingest.judge(other.slice(start, end)));
        if (hasRepeats) requests.push(ingest.judge(one.slice(Math.max(0, start - 3), end)));
        start = end;
      }
      const answers = await Promise.all(requests);
      expect(answers.flat().every(({ modelId }) => modelId === artifact.manifest.id)).toBe(true);
      for (const [first] of [one, other]) expect(await stored(first?.symbol ?? '')).toEqual(expected);
    }),
    { numRuns: 8 },
  );
});

it('goes on from the stored state, so that a restart changes no judgement', async () => {
  const [whole, interrupted] = [newSymbol(), newSymbol()];
  await createIngest().judge(candlesOf(whole));
  for (let start = 0; start < hours.length; start += 30) {
    await createIngest().judge(candlesOf(interrupted).slice(start, start + 30));
  }
  expect(await stored(interrupted)).toEqual(await stored(whole));
});

it('starts the state anew from stored candles when another model wrote it', async () => {
  const symbol = newSymbol();
  await createIngest().judge(candlesOf(symbol).slice(0, 80));
  await dataSource.manager.update(
    Checkpoint,
    { symbol },
    { modelId: 'an-older-model', state: Buffer.from('old') },
  );
  await createIngest().judge(candlesOf(symbol).slice(80));
  const untouched = newSymbol();
  await createIngest().judge(candlesOf(untouched));
  expect(await stored(symbol)).toEqual(await stored(untouched));
});

/** The same bytes as an earlier version of the same model wrote them: the beginning says so, the checksum is right. */
function asOfVersion(version: number, state: Buffer): Buffer {
  const header = /"version":\d+/;
  const earlier = Buffer.from(state.toString('latin1').replace(header, `"version":${version}`), 'latin1');
  earlier.writeUInt32LE(crc32(earlier.subarray(0, -4)), earlier.length - 4);
  return earlier;
}

it('goes on where an earlier version of the same model stopped: what is judged stays, the state is made anew', async () => {
  const [symbol, untouched] = [newSymbol(), newSymbol()];
  const before = await createIngest().judge(candlesOf(symbol).slice(0, 80));
  const { state } = await dataSource.manager.findOneByOrFail(Checkpoint, { symbol });
  const old = asOfVersion(2, state);
  expect(() => detectors().of({ exchange: '', symbol, interval: '1h' }).decodeState(old)).toThrow(
    /origin: expected .*"version":5.*"version":2/,
  );
  await dataSource.manager.update(Checkpoint, { symbol }, { state: old });
  await createIngest().judge(candlesOf(symbol).slice(80));
  await createIngest().judge(candlesOf(untouched));
  expect(await stored(symbol)).toEqual(await stored(untouched));
  const kept = await dataSource.manager.find(Detection, { where: { symbol }, order: { openTime: 'ASC' } });
  expect(kept.slice(0, 80).map(({ detectedAt }) => detectedAt)).toEqual(
    before.map(({ detectedAt }) => detectedAt),
  );
});

describe('two models on one database', () => {
  const otherModel = () =>
    new Detectors({ ...artifact, manifest: { ...artifact.manifest, id: 'another-model' } }, 1);
  const ingestOf = (detectors: Detectors) => new Ingest({ dataSource, detectors, onCommit: () => undefined });

  it('judge in turns, each as if it had judged all candles itself', async () => {
    const [shared, alone] = [newSymbol(), newSymbol()];
    const [one, other] = [ingestOf(detectors()), ingestOf(otherModel())];
    const judged: Detection[] = [];
    for (let start = 0; start < hours.length; start += 15) {
      const ingest = start % 2 ? other : one;
      judged.push(...(await ingest.judge(candlesOf(shared).slice(start, start + 15))));
    }
    const expected = await createIngest().judge(candlesOf(alone));
    expect(new Set(judged.map(({ modelId }) => modelId)).size).toBe(2);
    expect(judged.map(({ anomalyScore, status }) => [anomalyScore, status])).toEqual(
      expected.map(({ anomalyScore, status }) => [anomalyScore, status]),
    );
  });

  it('walk only over the candles that are new to them', async () => {
    const symbol = newSymbol();
    const [one, other] = [ingestOf(detectors()), ingestOf(otherModel())];
    await one.judge(candlesOf(symbol).slice(0, 60));
    await other.judge(candlesOf(symbol).slice(60, 70));
    // Whoever began at the first stored candle would have to warm up again.
    await dataSource.query('DELETE FROM candle WHERE symbol = $1 AND open_time < $2', [
      symbol,
      new Date(hours[60]?.openTime ?? NaN),
    ]);
    const judged = await one.judge(candlesOf(symbol).slice(70, 71));
    expect(judged).toMatchObject([{ status: 'SCORED', modelId: artifact.manifest.id }]);
  });

  it('leave the server free for others while a state is rebuilt, and rebuild it once for all who ask', async () => {
    const symbol = newSymbol();
    await ingestOf(otherModel()).judge(candlesOf(symbol));
    const own = detectors();
    const key = { exchange: '', symbol, interval: '1h' } as const;
    const newest = await readNewest(dataSource.manager, key);
    if (!newest) throw new Error('nothing is stored');
    let steps = 0;
    const detector = own.of(key);
    const counted = Object.create(detector, {
      step: {
        value: (...given: Parameters<typeof detector.step>) => {
          steps++;
          return detector.step(...given);
        },
      },
    }) as typeof detector;
    let turns = 0;
    let next = setImmediate(function tick() {
      if (steps > 0 && steps < hours.length) turns++;
      next = setImmediate(tick);
    });
    await Promise.all(
      Array.from({ length: 10 }, () => own.states.read(dataSource.manager, counted, key, newest)),
    );
    clearImmediate(next);
    expect(steps).toBe(hours.length);
    expect(turns).toBeGreaterThan(0);
    await own.states.read(dataSource.manager, counted, key, newest);
    expect(steps).toBe(hours.length);
  });
});

it('fails no request for the fault of another', async () => {
  const symbol = newSymbol();
  const candles = candlesOf(symbol);
  const ingest = createIngest();
  await ingest.judge(candles.slice(0, 10));
  const [early, late] = [candles[2], candles[10]];
  if (!early || !late) throw new Error('the fixture is too short');
  const [conflict, next] = await Promise.allSettled([
    ingest.judge([{ ...early, volume: 1 }]),
    ingest.judge([late]),
  ]);
  expect(conflict).toMatchObject({ status: 'rejected', reason: { name: 'CandleConflictError' } });
  expect(next).toMatchObject({ status: 'fulfilled' });
});

it('stores nothing of a request when a later statement of its transaction fails, and judges the next as ever', async () => {
  const symbol = newSymbol();
  const candles = candlesOf(symbol);
  const ingest = createIngest();
  await ingest.judge(candles.slice(0, 60));
  for (const table of ['candle', 'detection', 'series', 'detector_state']) {
    await dataSource.query(`CREATE FUNCTION fail_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.symbol = '${symbol}' THEN RAISE EXCEPTION 'injected'; END IF; RETURN NEW; END $$`);
    await dataSource.query(
      `CREATE TRIGGER injected BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION fail_${table}()`,
    );
    const before = await stored(symbol);
    await expect(ingest.judge(candles.slice(60, 63))).rejects.toThrow('injected');
    expect(await stored(symbol)).toEqual(before);
    await dataSource.query(`DROP FUNCTION fail_${table} CASCADE`);
  }
  await ingest.judge(candles.slice(60));
  const untouched = newSymbol();
  await ingest.judge(candlesOf(untouched));
  expect(await stored(symbol)).toEqual(await stored(untouched));
});

it('stores what waits before it is disposed of, and takes nothing afterwards', async () => {
  const symbol = newSymbol();
  const ingest = createIngest();
  const waiting = ingest.judge(candlesOf(symbol));
  await ingest.dispose();
  expect(await waiting).toHaveLength(hours.length);
  await expect(ingest.judge(candlesOf(symbol))).rejects.toThrow(IngestClosedError);
});
