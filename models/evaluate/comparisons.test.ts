import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { compareErrors, compareRecall, type AlertingMethod } from './comparisons.ts';
import type { ErrorSeries } from './forecast-errors.ts';
import type { EventRule } from './rule-events.ts';

const HOUR = 3_600_000;
const WEEKS = 30;
const times = Array.from({ length: WEEKS * 168 }, (_, index) => index * HOUR);
const random = createRandom(2);
const noise = times.map(() => random.uniform());

const errors = (name: string, isModel: boolean, of: (index: number) => number): ErrorSeries => ({
  name,
  isModel,
  errors: Float64Array.from(times, (_, index) => of(index)),
});

describe('the comparison of forecast errors', () => {
  const own = errors('own', true, (index) => (index < 100 ? NaN : 0.98 * (noise[index] ?? 0)));
  const near = errors('near', false, (index) => (index < 100 ? NaN : (noise[index] ?? 0)));
  const far = errors('far', false, (index) => (index < 100 ? NaN : 3 * (noise[index] ?? 0)));

  it('is with the best baseline, as a share of its error', () => {
    const found = compareErrors([own, far, near], times);
    expect(found?.rival).toBe('near');
    expect(found?.own).toBeCloseTo(0.98 * (found?.theirs ?? 0), 9);
    expect(found?.difference.value).toBeCloseTo(-0.02, 9);
    expect(found?.difference.high).toBeLessThan(0);
  });

  it('is not there where there is no baseline, or no candle that all of them forecast', () => {
    expect(compareErrors([own], times)).toBeNull();
    const never = errors('never', false, () => NaN);
    expect(compareErrors([own, never], times)).toBeNull();
  });
});

describe('the comparison of recall', () => {
  const everyWeek = (hour: number) => Array.from({ length: WEEKS }, (_, week) => (week * 168 + hour) * HOUR);
  const events: Record<EventRule, number[]> = {
    return: everyWeek(5),
    'return / volatility': everyWeek(5),
    range: everyWeek(50),
    'range / volatility': everyWeek(50),
  };
  const method = (name: string, isBaseline: boolean, alerts: number[]): AlertingMethod => ({
    name,
    isBaseline,
    alerts: new Set(alerts),
  });
  const detector = method('own', false, [...everyWeek(6), ...everyWeek(52)]);
  const half = method('half', true, everyWeek(5));

  it('is with the baseline that catches most, in shares of the events', () => {
    const none = method('none', true, everyWeek(4));
    const part = method('part', false, [...everyWeek(5), ...everyWeek(50)]);
    const found = compareRecall([detector, part, none, half], events, '1h');
    expect(found).toMatchObject({ rival: 'half', own: 1, theirs: 0.5 });
    // The same in each week, so that no draw of weeks says otherwise.
    expect(found?.difference).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  });

  it('is unsure where only some weeks speak for the detector', () => {
    const lucky = method('own', false, [...everyWeek(5), ...everyWeek(50).slice(0, 2)]);
    const found = compareRecall([lucky, half], events, '1h');
    expect(found?.difference.value).toBeCloseTo(1 / 30, 9);
    expect(found?.difference.low).toBe(0);
    expect(found?.difference.high).toBeGreaterThan(1 / 30);
  });

  it('is not there where a rule names no event', () => {
    expect(compareRecall([detector, half], { ...events, range: [] }, '1h')).toBeNull();
  });
});
