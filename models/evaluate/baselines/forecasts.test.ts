import type { Ohlcv } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { forecastBaselines } from './forecasts.ts';

const candle = (index: number, close: number, high: number, low: number, volume = 1): Ohlcv => ({
  openTime: index * 3_600_000,
  open: close,
  high,
  low,
  close,
  volume,
});

/** Every high is 2 % and every low 1 % from a close of 100. */
const steady = Array.from({ length: 60 }, (_, index) => candle(index, 100, 102, 99, Math.E));

describe('the forecasts to beat', () => {
  it('are right about a market that repeats itself, once they have enough candles', () => {
    const { high, low, close, logVolume } = forecastBaselines(steady);
    expect(high.map(({ forecast }) => forecast[59])).toEqual([
      102,
      102,
      expect.closeTo(100 * (102 / 99) ** 0.36, 9),
    ]);
    expect(low.map(({ forecast }) => forecast[59])).toEqual([
      99,
      99,
      expect.closeTo(100 * (99 / 102) ** 0.36, 9),
    ]);
    expect(close[0]?.forecast[59]).toBe(100);
    expect(logVolume.map(({ forecast }) => forecast[59])).toEqual([1, expect.closeTo(1, 12)]);
    expect(high.map(({ forecast }) => Number.isNaN(forecast[48]))).toEqual([false, true, false]);
    expect(high.map(({ forecast }) => Number.isNaN(forecast[0]))).toEqual([true, true, true]);
  });

  it('weigh the range of three candles ago half as much as the newest', () => {
    const candles = [
      candle(0, 1, Math.E, 1),
      candle(1, 1, 1, 1),
      candle(2, 1, 1, 1),
      candle(3, 1, 1, 1),
      candle(4, 1, 1, 1),
    ];
    const half = 0.5 ** (1 / 3);
    const mean = half ** 3 / (1 + half + half ** 2 + half ** 3);
    expect(forecastBaselines(candles).high[2]?.forecast[4]).toBeCloseTo(Math.exp(0.36 * mean), 12);
  });

  it('never look at the candle they forecast or at later ones', () => {
    const changed = steady.map((one, index) => (index < 55 ? one : candle(index, 500, 900, 100, 50)));
    const [before, after] = [forecastBaselines(steady), forecastBaselines(changed)];
    for (const target of ['high', 'low', 'close', 'logVolume'] as const) {
      before[target].forEach(({ forecast }, row) => {
        expect(after[target][row]?.forecast.slice(0, 56)).toEqual(forecast.slice(0, 56));
      });
    }
  });
});
