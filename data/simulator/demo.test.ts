import { describe, expect, it } from 'vitest';
import { validateOhlcv } from '../validation.ts';
import { DEMO_FROM, DEMO_TO, demoSeries } from './demo.ts';
import { FAULT_KINDS } from './fault.ts';

const { candles, labels } = demoSeries();

describe('the demo series', () => {
  it('is the same every time', () => {
    expect(demoSeries()).toEqual({ candles, labels });
  });

  it('covers fourteen months with possible candles and ends in the past', () => {
    expect(candles[0]?.openTime).toBe(DEMO_FROM);
    expect(candles.at(-1)?.openTime).toBe(DEMO_TO - 3_600_000);
    for (const candle of candles) validateOhlcv(candle, '1h', { now: Date.now() });
  });

  it('stays at prices that bitcoin has known, but for bad ticks', () => {
    const badTicks = new Set(labels.flatMap(({ kind, openTime }) => (kind === 'bad-tick' ? [openTime] : [])));
    const closes = candles.filter(({ openTime }) => !badTicks.has(openTime)).map(({ close }) => close);
    expect(Math.min(...closes)).toBeGreaterThan(10_000);
    expect(Math.max(...closes)).toBeLessThan(120_000);
  });

  it('has every kind of anomaly, about one in ten days, after the warm-up', () => {
    expect(new Set(labels.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    expect(labels.length).toBeGreaterThan(30);
    expect(labels.length).toBeLessThan(50);
    expect(labels[0]?.openTime).toBeGreaterThan(DEMO_FROM + 7 * 24 * 3_600_000);
  });

  it('labels candles that are there', () => {
    const times = new Set(candles.map(({ openTime }) => openTime));
    for (const { openTime, lastOpenTime } of labels) {
      expect(times.has(openTime) && times.has(lastOpenTime)).toBe(true);
    }
  });
});
