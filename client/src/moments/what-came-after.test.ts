import { expect, it } from 'vitest';
import { whatCameAfter } from './what-came-after.ts';

const HOUR = 3_600_000;
const candle = (hour: number, close: number, high = close, low = close) => ({
  openTime: hour * HOUR,
  high,
  low,
  close,
});

it('gives the change after 1, 6 and 24 hours, and how far the price went within the day', () => {
  const candles = [
    candle(0, 100, 140, 60),
    candle(1, 103),
    candle(6, 90, 95, 84),
    candle(13, 100, 111, 100),
    candle(24, 105),
    candle(25, 300, 300, 1),
  ];
  const { changes, up, down } = whatCameAfter(0, HOUR, candles, []);
  expect(changes.map(({ hours, change }) => [hours, Number(change?.toFixed(4))])).toEqual([
    [1, 0.03],
    [6, -0.1],
    [24, 0.05],
  ]);
  expect([up, down].map((share) => Number(share?.toFixed(4)))).toEqual([0.11, -0.16]);
});

it('says nothing of what is not known: at the newest candle, in a gap, between the candles of a long interval', () => {
  expect(whatCameAfter(0, HOUR, [candle(0, 100)], [])).toEqual({
    changes: [1, 6, 24].map((hours) => ({ hours, change: null })),
    up: null,
    down: null,
  });
  expect(whatCameAfter(0, HOUR, [candle(0, 100), candle(2, 90)], []).changes[0]?.change).toBeNull();
  const days = [candle(0, 100), candle(24, 90, 110, 80)];
  const { changes, up, down } = whatCameAfter(0, 24 * HOUR, days, []);
  expect(changes.map(({ change }) => change === null)).toEqual([true, true, false]);
  expect([up, down].map((share) => Number(share?.toFixed(2)))).toEqual([0.1, -0.2]);
});

it('says nothing of a bad tick itself, whose close is no price to compare with', () => {
  const tick = { openTime: 0, returnPeriodHours: null, kind: 'PRICE_SPIKE' } as const;
  const marks = [{ ...tick, isAnomaly: true, verdict: null }];
  expect(whatCameAfter(0, HOUR, [candle(0, 10_000), candle(1, 104)], marks)).toEqual({
    changes: [1, 6, 24].map((hours) => ({ hours, change: null })),
    up: null,
    down: null,
  });
});

it('counts no bad tick as how far the price went', () => {
  const candles = [candle(0, 100), candle(1, 104, 10_400, 103), candle(2, 101)];
  const tick = { openTime: HOUR, returnPeriodHours: null, kind: 'PRICE_SPIKE' } as const;
  const { changes, up, down } = whatCameAfter(0, HOUR, candles, [
    { ...tick, isAnomaly: true, verdict: null },
  ]);
  expect(changes[0]?.change).toBeCloseTo(0.04);
  expect(up).toBeCloseTo(0.01);
  expect(down).toBe(0);
});
