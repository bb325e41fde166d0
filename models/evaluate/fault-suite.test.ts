import { simulate } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { FAULT_SIZES, faultPlan } from './fault-plan.ts';
import { outcomeOf, runFaultSuite, SUITE_SEEDS, type Method } from './fault-suite.ts';

const HOUR = 3_600_000;
const candles = Array.from(simulate({ seed: 9, interval: '1h', from: 0, count: 6000 }));
const isInRange = ({ openTime }: { openTime: number }) => openTime >= 500 * HOUR;
const openTimes = candles.filter(isInRange).map(({ openTime }) => openTime);

describe('the plan of faults', () => {
  it('has every kind at every size, far enough apart, inside the range', () => {
    const plan = faultPlan(openTimes, 1, 2);
    expect(plan).toHaveLength(2 * Object.values(FAULT_SIZES).flat().length);
    const hours = plan.map(({ openTime }) => openTime / HOUR);
    expect(Math.min(...hours.slice(1).map((hour, i) => hour - (hours[i] ?? 0)))).toBeGreaterThanOrEqual(96);
    expect(hours[0]).toBeGreaterThanOrEqual(596);
    expect(hours.at(-1)).toBeLessThan(6000 - 12);
  });

  it('is the same for the same seed, another for another, and shorter where there is no room', () => {
    expect(faultPlan(openTimes, 1, 2)).toEqual(faultPlan(openTimes, 1, 2));
    expect(faultPlan(openTimes, 1, 2)).not.toEqual(faultPlan(openTimes, 2, 2));
    expect(faultPlan(openTimes.slice(0, 500), 1, 2)).toHaveLength(4);
    expect(faultPlan(openTimes.slice(0, 50), 1, 2)).toEqual([]);
  });
});

describe('a injected fault', () => {
  const label = { kind: 'wick', size: 8, openTime: 0, lastOpenTime: 0 } as const;
  const method: Method = {
    name: 'some',
    role: 'baseline',
    scores: Float64Array.of(9, 1, NaN, 3, 9),
    alerts: [true, false, false, true, true],
  };

  it('gets the highest score and the first alert of its time', () => {
    expect(outcomeOf({ label, first: 1, last: 3 }, method)).toMatchObject({ score: 3, delay: 2 });
  });

  it('without an alert was not found, and without a score ranks last', () => {
    expect(outcomeOf({ label, first: 2, last: 2 }, method)).toMatchObject({ score: -Infinity, delay: null });
  });
});

describe('the suite', () => {
  it('gives an area of 1 to a method that knows, and nearly none to one that guesses', () => {
    const clean = new Map(candles.map((candle) => [candle.openTime, candle]));
    const results = runFaultSuite(candles, isInRange, (injected) => {
      // A level shift moves every later price, so what counts is the change of the ratio to the clean series.
      const ratio = injected.map((candle) => candle.close / (clean.get(candle.openTime)?.close ?? 1));
      const isChanged = injected.map((candle, index) => {
        const original = clean.get(candle.openTime);
        const level = ratio[index - 1] ?? 1;
        return (
          !original ||
          Math.abs(Math.log(candle.high / original.high / level)) > 1e-9 ||
          Math.abs(Math.log(candle.low / original.low / level)) > 1e-9 ||
          candle.volume !== original.volume
        );
      });
      const knowing = Float64Array.from(isChanged, Number);
      const guessing = Float64Array.from(injected, (_, index) => (index * 7919) % 6007);
      return [
        { name: 'knows', role: 'model', scores: knowing, alerts: isChanged },
        { name: 'guesses', role: 'baseline', scores: guessing, alerts: injected.map(() => false) },
      ];
    });
    const [knows, guesses] = results;
    const injected = SUITE_SEEDS.length * 2 * Object.values(FAULT_SIZES).flat().length;
    expect(knows?.kinds.reduce((sum, kind) => sum + kind.injected, 0)).toBe(injected);
    expect(knows?.groups.map(({ name, injected: of }) => [name, of])).toEqual([
      ['market moves', (injected * 5) / 7],
      ['faults of the feed', (injected * 2) / 7],
    ]);
    expect(knows?.groups.every(({ area }) => area > 0.97)).toBe(true);
    expect(guesses?.groups.every(({ area }) => area < 0.1)).toBe(true);
    expect(guesses?.kinds.every(({ found, meanDelay }) => found === 0 && meanDelay === null)).toBe(true);
  });
});
