import { describe, expect, it } from 'vitest';
import { alertRates, quarterOf } from './alert-rates.ts';
import { calibrationCurve } from './calibration-curve.ts';
import { catchEvents } from './event-catch.ts';
import { movingMean } from './statistics.ts';

const HOUR = 3_600_000;

describe('alert rates', () => {
  it('are counted overall, by quarter and by volatility', () => {
    // Two weeks of hours over a turn of the year; an alert every 84 hours, all of them in the wildest third.
    const candles = Array.from({ length: 336 }, (_, index) => ({
      openTime: Date.UTC(2020, 11, 25) + index * HOUR,
      isAlert: index % 84 === 0,
      isFault: false,
      volatility: index % 84 === 0 ? 9 : index / 1000,
    }));
    const { overall, quarters, terciles, kupiec } = alertRates(candles, 2, 168);
    expect(overall).toMatchObject({ alerts: 4, alertsPerWeek: 2 });
    expect(quarters.map(({ name, candles: count, alerts }) => [name, count, alerts])).toEqual([
      ['2020 Q4', 168, 2],
      ['2021 Q1', 168, 2],
    ]);
    expect(terciles.map(({ candles: count, alerts }) => [count, alerts])).toEqual([
      [112, 0],
      [112, 0],
      [112, 4],
    ]);
    expect(kupiec.pValue).toBeCloseTo(1, 9);
  });

  it('leave faults of the feed out, which are told at any budget, and count them beside', () => {
    const candles = Array.from({ length: 336 }, (_, index) => ({
      openTime: index * HOUR,
      isAlert: index % 84 === 0,
      isFault: index === 84,
      volatility: 1,
    }));
    const { overall, kupiec } = alertRates(candles, 2, 168);
    expect(overall).toMatchObject({ alerts: 3, alertsPerWeek: 1.5, faults: 1 });
    expect(kupiec.alerts).toBe(3);
  });

  it('name quarters in UTC', () => {
    expect(quarterOf(Date.UTC(2021, 3, 1) - 1)).toBe('2021 Q1');
    expect(quarterOf(Date.UTC(2021, 3, 1))).toBe('2021 Q2');
  });
});

describe('a known event', () => {
  const event = { openTime: 10 * HOUR, title: 'Crash' };
  const caught = (...hours: number[]) =>
    catchEvents(
      [event],
      hours.map((hour) => hour * HOUR),
    )[0]?.caughtAt;

  it('is caught in its hour or one of the next two, by the first alert', () => {
    expect(caught(12, 11)).toBe(11 * HOUR);
    expect(caught(10)).toBe(10 * HOUR);
    expect(caught(12)).toBe(12 * HOUR);
  });

  it('is missed by alerts before it or later', () => {
    expect(caught(9, 13)).toBeNull();
    expect(caught()).toBeNull();
  });
});

describe('the calibration curve', () => {
  it('compares claimed return periods with how often they came', () => {
    const periods = Array.from({ length: 96 }, (_, index) => (index % 24 === 0 ? 50 : 1));
    const curve = calibrationCurve(periods, 1);
    expect(curve.map(({ claimedHours }) => claimedHours)).toEqual([2, 4, 8, 16, 24, 48, 84]);
    expect(curve.find(({ claimedHours }) => claimedHours === 24)).toEqual({
      claimedHours: 24,
      count: 4,
      expected: 4,
      observedHours: 24,
    });
    expect(curve.at(-1)).toMatchObject({ count: 0, observedHours: null });
  });
});

describe('the moving mean', () => {
  it('skips what is not there and begins when its window is full', () => {
    expect(movingMean(Float64Array.of(1, NaN, 3, 5), 2)).toEqual(Float64Array.of(NaN, NaN, 2, 4));
  });
});
