import { simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from './evaluate/judge.ts';
import { createDetector, loadArtifact, type Judgement, type Detector, type DetectorState } from './index.ts';

const HOUR = 3_600_000;
const WEEK = 168;
const START = Date.UTC(2024, 0, 1);

let detector: Detector;
let series: Ohlcv[];

beforeAll(async () => {
  detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
  series = [...simulate({ seed: 21, from: START, count: 700, interval: '1h' })];
});

const run = (candles: readonly Ohlcv[]): { judgement: Judgement; after: DetectorState }[] => [
  ...judge(detector, candles),
];

const altered = (change: (candle: Ohlcv, index: number) => Ohlcv): Ohlcv[] => series.map(change);

const scaled = (candle: Ohlcv, factor: number): Ohlcv => ({
  ...candle,
  open: candle.open * factor,
  high: candle.high * factor,
  low: candle.low * factor,
  close: candle.close * factor,
});

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}

describe('a fault of the feed', () => {
  it('is found where candles are missing, and the state copes', () => {
    for (const missing of [1, 3, 24]) {
      const judged = run([...series.slice(0, 300), ...series.slice(300 + missing)]);
      const { judgement } = at(judged, 300);
      expect(judgement.kinds[0]).toBe('FEED_GAP');
      expect(judgement.reason).toContain(`${missing} candle${missing === 1 ? ' is' : 's are'} missing`);
      expect(at(judged, 301).judgement.kinds).not.toContain('FEED_GAP');
      expect(at(judged, 301).judgement.status).toBe('SCORED');
    }
  });

  it('begins the warm-up anew after a gap of more than a week', () => {
    const judged = run([...series.slice(0, 200), ...series.slice(500)]);
    expect(at(judged, 200).judgement.kinds[0]).toBe('FEED_GAP');
    expect(at(judged, 201).judgement.status).toBe('WARMING_UP');
    expect(at(judged, 200 + detector.warmUpCandles).judgement.status).toBe('SCORED');
  });

  it('is found at the first repetition of a candle that had a range', () => {
    const frozen = altered((candle, index) =>
      index > 300 && index <= 312 ? { ...at(series, 300), openTime: candle.openTime } : candle,
    );
    const judged = run(frozen);
    expect(at(judged, 301).judgement.kinds[0]).toBe('FEED_FROZEN');
    // It is told once.
    for (let index = 302; index <= 312; index++) {
      expect(at(judged, index).judgement).toMatchObject({ isAnomaly: false, anomalyScore: 0 });
      expect(at(judged, index).after.histogram).toEqual(at(judged, 300).after.histogram);
    }
    expect(at(judged, 312).after.scales).toEqual(at(judged, 300).after.scales);
  });

  it('is found at the second flat candle without a trade, and told once', () => {
    const flat = altered((candle, index) => {
      const { close } = at(series, 300);
      return index > 300 && index <= 306
        ? { ...candle, open: close, high: close, low: close, close, volume: 0 }
        : candle;
    });
    const judged = run(flat);
    expect(at(judged, 302).judgement.kinds).toEqual(['FEED_FROZEN']);
    expect(at(judged, 302).judgement.reason).toContain('repeats itself');
    for (const index of [303, 304, 305, 306]) expect(at(judged, index).judgement.isAnomaly).toBe(false);
  });

  it('is over with a move as large as the market makes in the time the feed stood still', () => {
    const frozen = altered((candle, index) =>
      index > 300 && index <= 348 ? { ...at(series, 300), openTime: candle.openTime } : candle,
    );
    const judged = run(frozen);
    expect(at(judged, 349).judgement.isAnomaly).toBe(false);
    const [frozenScales, clean] = [judged, run(series)].map((each) => at(each, 400).after.scales.variance);
    expect((frozenScales ?? 0) / (clean ?? 1)).toBeCloseTo(1, 0);
  });

  it('is no fault where nobody trades for hours as a rule', () => {
    const sleepy = altered((candle, index) => {
      const { close } = at(series, index - (index % 4));
      return index % 4 === 0 ? candle : { ...candle, open: close, high: close, low: close, close, volume: 0 };
    });
    const late = run(sleepy).slice(200);
    expect(late.filter(({ judgement }) => judgement.kinds.includes('FEED_FROZEN')).length).toBe(0);
  });

  it('is found where the price moves without volume', () => {
    const empty = altered((candle, index) => (index === 300 ? { ...candle, volume: 0 } : candle));
    const { judgement } = at(run(empty), 300);
    expect(judgement.kinds[0]).toBe('FEED_FROZEN');
    expect(judgement.reason).toContain('without any volume');
  });

  it('is told from a market move when a decimal point slips, and shifts no scale of the next week', () => {
    const clean = run(series);
    for (const factor of [0.01, 0.1, 10, 100]) {
      const judged = run(altered((candle, index) => (index === 300 ? scaled(candle, factor) : candle)));
      const { judgement } = at(judged, 300);
      expect(judgement.isAnomaly).toBe(true);
      expect(judgement.kinds).toEqual([factor > 1 ? 'PRICE_SPIKE' : 'PRICE_CRASH']);
      expect(judgement.reason).toContain('slipped decimal point');
      const [with_, without] = [judged, clean].map((each) => at(each, 300 + WEEK).after.scales.variance);
      expect((with_ as number) / (without as number)).toBeCloseTo(1, 1);
      expect(at(judged, 301).judgement.reason ?? '').not.toContain('slipped');
    }
  });

  it('says above or below also of a candle that stands still where it slipped to', () => {
    for (const [factor, kind, where] of [
      [100, 'PRICE_SPIKE', ' above '],
      [0.01, 'PRICE_CRASH', ' below '],
    ] as const) {
      const still = altered((candle, index) => {
        const price = candle.close * factor;
        return index === 300 ? { ...candle, open: price, high: price, low: price, close: price } : candle;
      });
      const { judgement } = at(run(still), 300);
      expect(judgement.kinds).toEqual([kind]);
      expect(judgement.reason).toContain(where);
    }
  });

  it('has a score where the ratio of its prices is more than a double holds', () => {
    const far = altered((candle, index) =>
      index === 300 ? { ...scaled(candle, 1e7), low: 1e-300 } : scaled(candle, 1e7),
    );
    const judged = run(far);
    for (const index of [300, 301, 310])
      expect(Number.isFinite(at(judged, index).judgement.anomalyScore)).toBe(true);
    expect(at(judged, 300).judgement.kinds).toEqual(['PRICE_CRASH']);
    expect(at(judged, 310).judgement.isAnomaly).toBe(false);
  });

  it('shifts no scale when only the high slips', () => {
    const wick = altered((candle, index) => (index === 300 ? { ...candle, high: candle.high * 10 } : candle));
    const [slipped, clean] = [run(wick), run(series)].map((judged) => at(judged, 300).after.scales);
    expect(slipped?.variance).toBe(clean?.variance);
    expect(slipped?.rangeFast).toBeLessThanOrEqual((clean?.rangeFast ?? 0) * 1.1);
  });

  it('is over when the next candle confirms the new level', () => {
    const redenominated = altered((candle, index) => (index >= 300 ? scaled(candle, 10) : candle));
    const judged = run(redenominated);
    const flagged = judged.flatMap(({ judgement }, index) =>
      judgement.reason?.includes('slipped') ? [index] : [],
    );
    expect(flagged).toEqual([300, 301]);
    expect(at(judged, 302).judgement.forecastHigh).toBeGreaterThan(at(redenominated, 301).close * 0.99);
  });

  it('does not count as a past score', () => {
    const { after } = at(run(series), 299);
    const gap = detector.step(after, { ...at(series, 310) }).nextState;
    expect(gap.histogram).toEqual(after.histogram);
    const ordinary = detector.step(after, at(series, 300)).nextState;
    expect(ordinary.histogram).not.toEqual(after.histogram);
    expect(gap.lastOpenTime).toBe(START + 310 * HOUR);
  });
});
