import { describe, expect, it } from 'vitest';
import { isForecastOutdated, isLive, overdueSince, type NewestCandle } from './freshness.ts';

const at = (text: string) => new Date(`2024-05-01T${text}Z`);
const hourly: NewestCandle = { interval: '1h', openTime: at('10:00:00'), detectedAt: at('11:00:05') };

describe('a series', () => {
  it('is live when its newest candle was at most a day old on arrival', () => {
    expect(isLive(hourly)).toBe(true);
    expect(isLive({ ...hourly, detectedAt: new Date('2024-05-02T11:00:00Z') })).toBe(true);
    expect(isLive({ ...hourly, detectedAt: new Date('2024-05-02T11:00:01Z') })).toBe(false);
  });

  it('of days is live up to 24 days', () => {
    const daily: NewestCandle = { ...hourly, interval: '1d', openTime: at('00:00:00') };
    expect(isLive({ ...daily, detectedAt: new Date('2024-05-26T00:00:00Z') })).toBe(true);
    expect(isLive({ ...daily, detectedAt: new Date('2024-05-26T00:00:01Z') })).toBe(false);
  });

  it('is overdue a quarter of an hour after the next candle should have closed, and says since when', () => {
    expect(overdueSince(hourly, at('12:15:00'))).toBeNull();
    expect(overdueSince(hourly, at('12:15:01'))).toEqual(at('12:00:00'));
    expect(overdueSince(hourly, new Date('2024-07-01T00:00:00Z'))).toEqual(at('12:00:00'));
  });

  it('of minutes has a grace of a minute', () => {
    const minutes: NewestCandle = { interval: '1m', openTime: at('10:00:00'), detectedAt: at('10:01:02') };
    expect(overdueSince(minutes, at('10:03:00'))).toBeNull();
    expect(overdueSince(minutes, at('10:03:01'))).toEqual(at('10:02:00'));
  });

  it('is never overdue when old candles were replayed into it', () => {
    const replayed = { ...hourly, detectedAt: new Date('2024-06-01T00:00:00Z') };
    expect(overdueSince(replayed, new Date('2024-07-01T00:00:00Z'))).toBeNull();
    expect(isForecastOutdated(replayed, new Date('2024-07-01T00:00:00Z'))).toBe(false);
  });

  it('is not overdue on a clock that was set back', () => {
    expect(overdueSince(hourly, at('03:00:00'))).toBeNull();
    expect(isForecastOutdated(hourly, at('03:00:00'))).toBe(false);
  });
});

it('a forecast is outdated when the hour it speaks of closed more than an hour ago', () => {
  expect(isForecastOutdated(hourly, at('13:00:00'))).toBe(false);
  expect(isForecastOutdated(hourly, at('13:00:01'))).toBe(true);
});
