import { describe, expect, it } from 'vitest';
import { validateOhlcv } from '../validation.ts';
import { simulate } from './simulate.ts';

const FROM = Date.UTC(2020, 0, 1);
const market = (seed: number, count: number) =>
  Array.from(simulate({ seed, interval: '1h', from: FROM, count }));

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(xs: number[], ys: number[]) {
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - mx) * ((ys[i] ?? my) - my)));
  return covariance / Math.sqrt(mean(xs.map((x) => (x - mx) ** 2)) * mean(ys.map((y) => (y - my) ** 2)));
}

const candles = market(11, 20_000);
const returns = candles.slice(1).map(({ close }, i) => Math.log(close / (candles[i]?.close ?? close)));
const sizes = returns.map(Math.abs);
const atLag = (lag: number) => correlation(sizes.slice(lag), sizes.slice(0, -lag));

describe('the simulated market', () => {
  it('is the same for the same seed and another for another', () => {
    expect(market(1, 200)).toEqual(market(1, 200));
    expect(market(1, 200)).toEqual(market(1, 500).slice(0, 200));
    expect(market(1, 200)).not.toEqual(market(2, 200));
  });

  it('makes only candles that are possible, at every interval and price level', () => {
    for (const interval of ['1m', '1h', '1d'] as const) {
      for (const candle of simulate({
        seed: 3,
        interval,
        from: FROM,
        count: 2000,
        startPrice: 0.05,
        tickSize: 1e-5,
      })) {
        validateOhlcv(candle, interval);
      }
    }
  });

  it('has heavy tails: the kurtosis of hourly returns is far above the 3 of a normal distribution', () => {
    const variance = mean(returns.map((r) => r * r));
    expect(mean(returns.map((r) => r ** 4)) / variance ** 2).toBeGreaterThan(8);
  });

  it('has volatility in clusters: absolute returns stay correlated for a day, returns themselves do not', () => {
    expect(atLag(1)).toBeGreaterThan(0.12);
    expect(atLag(24)).toBeGreaterThan(0.05);
    expect(atLag(24)).toBeLessThan(atLag(1));
    expect(Math.abs(correlation(returns.slice(1), returns.slice(0, -1)))).toBeLessThan(0.05);
  });

  it('has a daily rhythm: more moves and more volume in the afternoon than in the small hours', () => {
    const during = (hour: number, values: number[]) => mean(values.filter((_, i) => (i + 1) % 24 === hour));
    const volumes = candles.slice(1).map(({ volume }) => volume);
    expect(during(16, sizes)).toBeGreaterThan(1.3 * during(4, sizes));
    expect(during(16, volumes)).toBeGreaterThan(1.3 * during(4, volumes));
  });

  it('trades more when it moves more', () => {
    const ranges = candles.map(({ high, low }) => Math.log(high / low));
    const volumes = candles.map(({ volume }) => Math.log(volume));
    expect(correlation(ranges.map(Math.log), volumes)).toBeGreaterThan(0.4);
  });

  it('stays within a plausible range of prices for decades', () => {
    const longest = market(5, 200_000);
    expect(Math.min(...longest.map(({ low }) => low).filter((_, i) => i % 10 === 0))).toBeGreaterThan(1000);
    expect(longest.reduce((top, { high }) => Math.max(top, high), 0)).toBeLessThan(1_000_000);
  });
});
