import { simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDetector, loadArtifact, type Detection, type Detector } from './index.ts';

let detector: Detector;
let series: Ohlcv[];

function judgeAll(candles: Iterable<Ohlcv>): Detection[] {
  let state = detector.initialState();
  return Array.from(candles, (candle) => {
    const { detection, nextState } = detector.step(state, candle);
    state = nextState;
    return detection;
  });
}

beforeAll(async () => {
  detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
  series = [...simulate({ seed: 7, from: Date.parse('2024-01-01'), count: 700, interval: '1h' })];
});

describe('the detector', () => {
  it('has no score before the warm-up is over, and one for every candle after it', () => {
    const detections = judgeAll(series);
    detections.forEach((detection, index) => {
      const isWarm = index >= detector.warmUpCandles;
      expect(detection.status).toBe(isWarm ? 'SCORED' : 'WARMING_UP');
      expect(detection.anomalyScore === null).toBe(!isWarm);
    });
  });

  it('goes on from encoded bytes exactly as without them', () => {
    let state = detector.initialState();
    for (const candle of series.slice(0, 200)) state = detector.step(state, candle).nextState;
    const revived = detector.decodeState(detector.encodeState(state));
    expect(revived).toEqual(state);
  });
});
