import { createRandom, simulate } from '@detective/data';
import type { Ohlcv } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { observeAll } from '../../observe.ts';
import { expectedPath, IsolationForest } from './isolation-forest.ts';
import { MarketScale } from './market-scale.ts';
import { scoreBaselines, zScores, type SeenCandle } from './scores.ts';

/** What the walk sees of a series; no baseline knows the priors. */
const seen = (series: readonly Ohlcv[]) => [
  ...observeAll(series, { interval: '1h', priors: { volatility: 0.01, range: 0.01, volumeDeviation: 1 } }),
];
/** Closes as a sound feed gives them: no candle is judged by the rules for faults here. */
const observed = (...values: number[]): SeenCandle[] =>
  closes(...values).map((candle) => ({ candle, elapsed: 1, finding: { learnable: candle, faults: [] } }));
const candles = Array.from(simulate({ seed: 8, interval: '1h', from: 0, count: 1500 }));
const closes = (...values: number[]): Ohlcv[] =>
  values.map((close, index) => ({ openTime: index, open: close, high: close, low: close, close, volume: 1 }));

describe('the rolling z-score', () => {
  it('is the distance of a return from the mean of those before it, in their deviations', () => {
    // Log returns 1, −1 and 3: mean 0 and deviation 1 before the last.
    const [, , , score] = zScores(observed(1, Math.E, 1, Math.exp(3)), 2);
    expect(score).toBeCloseTo(3, 9);
    expect(zScores(observed(1, Math.E, 1), 2)).toEqual(Float64Array.of(NaN, NaN, NaN));
  });
});

describe('the market scale', () => {
  it('measures a candle by the usual move before it', () => {
    const scale = new MarketScale();
    // Alternating returns of ±1 %.
    for (const candle of closes(...Array.from({ length: 100 }, (_, i) => Math.exp((i % 2) * 0.01))))
      scale.update(candle);
    expect(scale.deviation).toBeCloseTo(0.01 * Math.sqrt(Math.PI / 2), 9);
    const last = Math.exp(0.01);
    const scaled = scale.scale({
      openTime: 0,
      open: last,
      high: last * Math.exp(0.05),
      low: last,
      close: last,
      volume: 1,
    });
    expect(scaled?.up).toBeCloseTo(0.05 / (0.01 * Math.sqrt(Math.PI / 2)), 6);
    expect(scaled).toMatchObject({ down: 0, move: 0 });
  });
});

describe('the isolation forest', () => {
  it('knows the mean path of a search among few points', () => {
    expect([1, 2].map(expectedPath)).toEqual([0, 1]);
    expect(expectedPath(256)).toBeCloseTo(10.24, 2);
  });

  it('scores a point far from all others high and one among them about a half or less', () => {
    const random = createRandom(3);
    const points = Array.from({ length: 500 }, () => Float64Array.of(random.normal(), random.normal()));
    const forest = new IsolationForest(points, random);
    expect(forest.score(Float64Array.of(9, -9))).toBeGreaterThan(0.7);
    expect(forest.score(Float64Array.of(0, 0))).toBeLessThan(0.5);
  });
});

describe('every baseline score', () => {
  it('learns as little from a bad tick as the detector does', () => {
    const slipped = candles.map((candle, index) =>
      index === 1200 ? { ...candle, low: candle.low / 100, close: candle.close / 100 } : candle,
    );
    const [clean, bad] = [scoreBaselines(seen(candles)), scoreBaselines(seen(slipped))];
    // The forest is grown from other random points once a candle is left out.
    for (const row of [0, 1, 2]) {
      const [undisturbed = NaN, after = NaN] = [clean[row]?.scores[1210], bad[row]?.scores[1210]];
      expect(Math.abs(after / undisturbed - 1)).toBeLessThan(0.05);
    }
  });

  it('depends on earlier candles only', () => {
    const cut = 1200;
    const whole = scoreBaselines(seen(candles));
    scoreBaselines(seen(candles.slice(0, cut))).forEach(({ scores }, row) => {
      expect(scores).toEqual(whole[row]?.scores.slice(0, cut));
    });
  });

  it('is among the highest half per cent at a crash', () => {
    const crashed = candles.map((candle, index) =>
      index === 1400 ? { ...candle, low: candle.low * 0.6, close: candle.close * 0.65 } : candle,
    );
    for (const { scores } of scoreBaselines(seen(crashed))) {
      const higher = scores.slice(0, 1400).filter((score) => score > (scores[1400] ?? Number.NaN));
      expect(higher.length).toBeLessThan(7);
    }
  });
});
