import { describe, expect, it } from 'vitest';
import type { Notice } from '../notice.ts';
import { incidentBudget, incidentStarts } from './incident-budgets.ts';

const HOUR = 3_600_000;
const WEEK = 168;
const START = Date.UTC(2021, 0, 4);

const notice = (incidentHours: number | null): Notice => ({
  ...{ isNotable: true, incidentHours, kinds: [], reason: '' },
});

/** Hours of nothing, and notices at some of them. */
const hours = (count: number, notices: Readonly<Record<number, number | null>>) =>
  Array.from({ length: count }, (_, hour) => ({
    openTime: START + hour * HOUR,
    notice: hour in notices ? notice(notices[hour] ?? null) : null,
  }));

const hoursOf = (starts: readonly { openTime: number }[]) =>
  starts.map(({ openTime }) => (openTime - START) / HOUR);

describe('incidents of a budget', () => {
  it('begin with candles that are rare enough, more than twelve after the one before', () => {
    const candles = hours(100, { 5: 400, 8: 100, 17: 170, 29: 168, 42: 167, 55: 9000, 68: 169 });
    expect(hoursOf(incidentStarts(candles, 1, '1h'))).toEqual([5, 55, 68]);
    expect(hoursOf(incidentStarts(candles, 2, '1h'))).toEqual([5, 42, 55, 68]);
    expect(hoursOf(incidentStarts(candles, 0.25, '1h'))).toEqual([55]);
  });

  it('are those of the market and those of nothing but faults', () => {
    const candles = hours(100, { 5: null, 9: null, 30: null, 31: 500, 70: 500 });
    expect(incidentStarts(candles, 1, '1h').map(({ isFault }) => isFault)).toEqual([true, false, false]);
    expect(incidentBudget(candles, 1, '1h')).toMatchObject({ incidents: 2, faultIncidents: 1 });
  });

  it('are set against what was asked for', () => {
    const weekly = Object.fromEntries(Array.from({ length: 52 }, (_, week) => [week * WEEK, 200]));
    const kept = incidentBudget(hours(52 * WEEK, weekly), 1, '1h');
    expect(kept).toMatchObject({
      incidents: 52,
      incidentsPerWeek: 1,
      kupiecP: 1,
      dispersion: 0,
      dispersedP: 1,
    });
    expect(kept.quarters.map(({ name }) => name)).toEqual([
      '2021 Q1',
      '2021 Q2',
      '2021 Q3',
      '2021 Q4',
      '2022 Q1',
    ]);
    const twice = incidentBudget(hours(52 * WEEK, weekly), 0.5, '1h');
    expect(twice.kupiecP).toBeLessThan(0.001);
    // All in one block of four weeks: as many as asked for, but far from independent.
    const atOnce = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [index * 14, 200]));
    const wild = incidentBudget(hours(52 * WEEK, atOnce), 1, '1h');
    expect(wild.dispersion).toBeGreaterThan(10);
    expect(wild.dispersedP).toBeGreaterThan(wild.kupiecP);
  });
});
