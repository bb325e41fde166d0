import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import {
  incidentReturnPeriod,
  initialIncidentRates,
  learnIncidents,
  mayClose,
  type IncidentRates,
} from './incident-rates.ts';

const GAP = 12;

/** Incidents that a channel of this level is told of in a series of candles with these return periods, as asked = 1. */
function toldShare(periods: readonly number[], level: number): number {
  let rates = initialIncidentRates();
  let told = 0;
  let counted = 0;
  let since = Infinity;
  periods.forEach((candles, index) => {
    since++;
    const isCounted = index >= periods.length / 3;
    if (isCounted) counted++;
    if (incidentReturnPeriod(rates, candles) >= level) {
      if (since > GAP && isCounted) told++;
      since = 0;
    }
    rates = learnIncidents(rates, { elapsed: 1, candles, isNotable: false });
  });
  return told / (counted / level);
}

/** Return periods of candles that know nothing of each other, or come so many in a row, as after a shock. */
function periodsOf(count: number, row: number, factor = 1): number[] {
  const random = createRandom(5);
  const periods: number[] = [];
  while (periods.length < count) {
    const rarest = factor / (1 - random.uniform());
    for (let index = 0; index < row; index++) periods.push(rarest / (1 + index / 10));
  }
  return periods;
}

describe('the return period of an incident', () => {
  it('makes as many incidents as are asked for, of candles alone, in a row, or rarer than they are', () => {
    const [alone, inRows] = [periodsOf(150_000, 1), periodsOf(150_000, 8)];
    for (const level of [84, 168, 336]) {
      // What is left of the prior, which comes from a market unlike these, and three deviations of so few incidents.
      const within = 0.2 + 3 * Math.sqrt(level / 100_000);
      for (const periods of [alone, inRows, alone.map((period) => 2 * period)]) {
        expect(Math.abs(toldShare(periods, level) - 1)).toBeLessThan(within);
      }
    }
  });

  it('rises with the rarity of the candle, and is that of no incident for the commonest', () => {
    let rates: IncidentRates = initialIncidentRates();
    for (const candles of periodsOf(30_000, 5)) {
      rates = learnIncidents(rates, { elapsed: 1, candles, isNotable: false });
    }
    expect(incidentReturnPeriod(rates, 0.5)).toBe(0);
    let before = 0;
    for (let candles = 1; candles < 1e9; candles *= 1.07) {
      const period = incidentReturnPeriod(rates, candles);
      expect(period).toBeGreaterThanOrEqual(before * (1 - 1e-12));
      expect(Number.isFinite(period)).toBe(true);
      before = period;
    }
    expect(before).toBeGreaterThan(1e8);
  });

  it('learns nothing from a candle whose rarity is not known', () => {
    const rates = initialIncidentRates();
    const next = learnIncidents(rates, { elapsed: 3, candles: null, isNotable: false });
    for (const candles of [4, 50, 1e4]) {
      expect(incidentReturnPeriod(next, candles)).toBe(incidentReturnPeriod(rates, candles));
    }
  });
});

describe('notable candles', () => {
  const after = (rates: IncidentRates, elapsed: number, isNotable = false) =>
    learnIncidents(rates, { elapsed, candles: 1, isNotable });

  it('may close an incident with the twelfth candle after them, each once', () => {
    let rates = after(after(initialIncidentRates(), 1, true), 1);
    rates = after(rates, 1, true);
    const closing: number[] = [];
    for (let candle = 3; candle < 40; candle++) {
      if (mayClose(rates, 1)) closing.push(candle);
      rates = after(rates, 1);
    }
    expect(closing).toEqual([12, 14]);
  });

  it('may close an incident with the first candle after a gap', () => {
    const rates = after(initialIncidentRates(), 1, true);
    expect([1, 11, 12, 13, 5000].map((elapsed) => mayClose(rates, elapsed))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(mayClose(after(rates, 5000), 1)).toBe(false);
  });
});
