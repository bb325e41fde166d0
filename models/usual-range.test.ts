import { simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from './evaluate/judge.ts';
import { rangeCoverage } from './evaluate/range-coverage.ts';
import { createDetector, loadArtifact, type Detector } from './index.ts';
import { usualResiduals } from './usual-range.ts';

let detector: Detector;
const hours: Ohlcv[] = [...simulate({ seed: 21, from: Date.UTC(2024, 0, 1), count: 3_000, interval: '1h' })];

beforeAll(async () => {
  detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
});

describe('the usual range', () => {
  it('lies around the forecast and inside the limits, and there is none while the detector warms up', () => {
    const steps = [...judge(detector, hours.slice(0, 300))];
    for (const { judgement } of steps) {
      const { status, forecastHigh, forecastLow, usualHigh, usualLow, upperLimit, lowerLimit } = judgement;
      if (status === 'WARMING_UP') {
        expect([usualHigh, usualLow]).toEqual([null, null]);
        continue;
      }
      expect(usualHigh).toBeGreaterThan(forecastHigh ?? Infinity);
      expect(usualLow).toBeLessThan(forecastLow ?? 0);
      expect(usualHigh).toBeLessThan(upperLimit ?? 0);
      expect(usualLow).toBeGreaterThan(lowerLimit ?? Infinity);
    }
    const { after } = steps.at(-1) ?? { after: detector.initialState() };
    const next = detector.forecast(after);
    const judged = detector.step(after, { ...(hours[300] as Ohlcv) }).judgement;
    expect([next?.usualHigh, next?.usualLow]).toEqual([judged.usualHigh, judged.usualLow]);
  });

  it('is left by about one candle in ten of a market that it was not fitted to, as often upward as downward', () => {
    const judged = Array.from(judge(detector, hours), (step) => ({
      ...step,
      ...{ forecastClose: null, forecastLogVolume: null, highResidual: null, viewSurprisals: null },
    }));
    const { claimed, overall } = rangeCoverage(judged, () => true);
    expect(overall.candles).toBeGreaterThan(2_900);
    expect(Math.abs(overall.inside - claimed)).toBeLessThan(0.04);
    expect(Math.abs(overall.above - overall.below)).toBeLessThan(0.03);
  });

  it('is not known where the model has no tail of its forecast', () => {
    expect(usualResiduals({})).toEqual({ high: null, low: null });
  });
});
