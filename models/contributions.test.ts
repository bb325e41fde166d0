import { injectFaults, simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from './evaluate/judge.ts';
import { createDetector, loadArtifact, type Detector, type Judgement } from './index.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const hours: Ohlcv[] = [...simulate({ seed: 4, from: START, count: 900, interval: '1h' })];

let detector: Detector;
beforeAll(async () => {
  detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
});

/** The judgement of the hour 800 of a market in which this happens to it. */
function judgementAfter(change: (candles: Ohlcv[]) => Ohlcv[]): Judgement | undefined {
  const at = START + 800 * HOUR;
  const found = [...judge(detector, change(hours))].find(({ candle }) => candle.openTime === at);
  return found?.judgement;
}

const withFault = (kind: 'crash' | 'volume-burst' | 'gap', size: number) => (candles: Ohlcv[]) =>
  injectFaults(candles, [{ kind, openTime: START + 800 * HOUR, size }]).candles;

describe('what the views gave to a score', () => {
  it('adds up to the whole, the largest first, and names what was unusual', () => {
    const crash = judgementAfter(withFault('crash', 30));
    expect(crash?.isAnomaly).toBe(true);
    const fractions = crash?.contributions.map(({ fraction }) => fraction) ?? [];
    expect(fractions.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(1, 9);
    expect(fractions).toEqual([...fractions].sort((a, b) => b - a));
    const moved = crash?.contributions.filter(({ view }) => /excursion|jump|unbacked/.test(view)) ?? [];
    expect(moved.reduce((sum, { fraction }) => sum + fraction, 0)).toBeGreaterThan(0.9);
  });

  it('is all of one view where that view is rarer alone than everything together', () => {
    const surge = judgementAfter(withFault('volume-burst', 100_000));
    expect(surge?.kinds).toContain('VOLUME_SURGE');
    expect(surge?.contributions[0]).toMatchObject({ view: 'volume', fraction: 1 });
    expect(surge?.contributions.slice(1).every(({ fraction }) => fraction === 0)).toBe(true);
  });

  it('is nothing for an ordinary candle, and for a fault of the feed', () => {
    expect(judgementAfter((candles) => candles)).toMatchObject({ isAnomaly: false, contributions: [] });
    const gap = [...judge(detector, withFault('gap', 5)(hours))].find(({ judgement }) =>
      judgement.kinds.includes('FEED_GAP'),
    );
    expect(gap?.judgement).toMatchObject({ isAnomaly: true, contributions: [] });
  });
});
