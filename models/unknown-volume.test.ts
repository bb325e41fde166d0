import { simulate, type Ohlcv } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { judge } from './evaluate/judge.ts';
import { createDetector, loadArtifact } from './index.ts';

const COUNT = 400;
const options = { interval: '1h', alertsPerWeek: 1 } as const;
const detector = createDetector(await loadArtifact('btc-usd-1h'), options);
const known = [...simulate({ seed: 31, from: Date.UTC(2024, 0, 1), count: COUNT, interval: '1h' })];

/** Candles from one to before another have these volumes. */
const withVolume = (from: number, to: number, volume: (index: number) => number | null): Ohlcv[] =>
  known.map((candle, index) => (index >= from && index < to ? { ...candle, volume: volume(index) } : candle));

const judgeAll = (candles: readonly Ohlcv[]) => [...judge(detector, candles)];
const kindsOf = (candles: readonly Ohlcv[]) => judgeAll(candles).map(({ judgement }) => judgement.kinds);

describe('a volume that is not known', () => {
  it('is judged by its prices alone, and is no lost volume', () => {
    const judged = judgeAll(withVolume(0, COUNT, () => null));
    for (const { judgement } of judged.slice(detector.warmUpCandles)) {
      expect(judgement.status).toBe('SCORED');
      expect(Number.isFinite(judgement.anomalyScore)).toBe(true);
      expect(judgement.kinds).not.toContain('VOLUME_SURGE');
      expect(judgement.kinds).not.toContain('FEED_FROZEN');
    }
    const zero = kindsOf(withVolume(300, 310, () => 0)).slice(300, 310);
    expect(zero.flat(), 'as 0 it is one').toContain('FEED_FROZEN');
  });

  it('never adds to a score: with the volume as usual it is as high, or higher', () => {
    const without = judgeAll(withVolume(390, 391, () => null))[390]?.judgement.anomalyScore ?? NaN;
    const surge = judgeAll(withVolume(390, 391, () => 1e6))[390]?.judgement;
    expect(surge?.kinds).toContain('VOLUME_SURGE');
    expect(without).toBeLessThanOrEqual(judgeAll(known)[390]?.judgement.anomalyScore ?? NaN);
  });

  it('neither goes on with a run of candles without volume nor ends it', () => {
    const halves = (index: number) => (index % 2 === 0 ? 0 : null);
    const after = (to: number, volume: (index: number) => number | null) =>
      judgeAll(withVolume(300, to, volume))[to - 1]?.after.feed;
    expect(after(304, halves)?.emptyRun).toBeCloseTo(after(302, () => 0)?.emptyRun ?? NaN, 6);
    expect(after(304, halves)?.emptyRate).toBe(after(302, () => 0)?.emptyRate);
    expect(after(303, () => null)?.emptyRun).toBe(0);
  });

  it('that becomes known after weeks is no surge, whatever its size', () => {
    for (const size of [1e-6, 1, 1e6]) {
      const late = known.map((candle, index) => ({
        ...candle,
        volume: index < 300 ? null : candle.volume * size,
      }));
      expect(kindsOf(late)[300]).toEqual(kindsOf(withVolume(0, 301, () => null))[300]);
    }
  });

  it('is no reason to forget: a stored state goes on as it would have', () => {
    const candles = withVolume(200, 300, () => null);
    const judged = judgeAll(candles);
    const state = judged[250]?.after ?? detector.initialState();
    const again = detector.decodeState(detector.encodeState(state));
    expect(again).toEqual(state);
    expect([...judge(detector, candles.slice(251), again)].map(({ judgement }) => judgement)).toEqual(
      judged.slice(251).map(({ judgement }) => judgement),
    );
  });
});
