import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ohlcv } from '../ohlcv.ts';
import { validateOhlcv } from '../validation.ts';
import { FAULT_KINDS, type Fault, type FaultKind } from './fault.ts';
import { injectFaults } from './inject-faults.ts';
import { simulate } from './simulate.ts';
import { usualMoves } from './usual-moves.ts';

const HOUR = 3_600_000;
const FROM = Date.UTC(2020, 0, 1);
const candles = Array.from(simulate({ seed: 4, interval: '1h', from: FROM, count: 600 }));
const at = (hour: number) => FROM + hour * HOUR;
const move = usualMoves(candles)[300]?.move ?? 0;

function withFault(kind: FaultKind, size: number, direction: 1 | -1 = 1) {
  const series = injectFaults(candles, [{ kind, openTime: at(300), size, direction }]);
  const pick = (series: readonly Ohlcv[], hour: number) =>
    series.find(({ openTime }) => openTime === at(hour));
  const changed = (hour: number) => {
    const [before, after] = [pick(candles, hour), pick(series.candles, hour)];
    if (!before || !after) throw new Error(`no candle at hour ${hour}`);
    return { before, after };
  };
  return { ...series, changed };
}

describe('what is usual', () => {
  it('is the mean absolute log return and the mean volume of the candles before', () => {
    const flat = { open: 1, high: 1, low: 1 };
    const [a, b, c] = usualMoves([
      { openTime: 0, ...flat, close: 1, volume: 9 },
      { openTime: 1, ...flat, close: Math.exp(0.02), volume: 5 },
      { openTime: 2, ...flat, close: 1, volume: 100 },
    ]);
    expect([a, b]).toEqual([
      { move: 0, volume: 0 },
      { move: 0, volume: 0 },
    ]);
    expect(c?.move).toBeCloseTo(0.02, 12);
    expect(c?.volume).toBeCloseTo(5, 12);
  });
});

describe('injecting faults', () => {
  it('leaves the given series, and all candles before the fault, as they are', () => {
    const copy = structuredClone(candles);
    for (const kind of FAULT_KINDS) {
      expect(withFault(kind, 8).candles.slice(0, 300)).toEqual(candles.slice(0, 300));
    }
    expect(candles).toEqual(copy);
  });

  it('a wick stretches one end of one candle by the given number of usual moves', () => {
    const up = withFault('wick', 20).changed(300);
    expect(Math.log(up.after.high / up.before.open)).toBeCloseTo(20 * move, 10);
    expect(up.after).toMatchObject({ open: up.before.open, low: up.before.low, close: up.before.close });
    const down = withFault('wick', 20, -1).changed(300);
    expect(Math.log(down.before.open / down.after.low)).toBeCloseTo(20 * move, 10);
    expect(withFault('wick', 20).candles[301]).toEqual(candles[301]);
  });

  it('a crash takes the low down by the size, the close by most of it, and all later prices with it', () => {
    const { changed } = withFault('crash', 20);
    const hit = changed(300);
    expect(Math.log(hit.before.open / hit.after.low)).toBeGreaterThanOrEqual(20 * move - 1e-12);
    expect(Math.log(hit.before.close / hit.after.close)).toBeCloseTo(12 * move, 10);
    const later = changed(500);
    expect(Math.log(later.before.low / later.after.low)).toBeCloseTo(12 * move, 10);
  });

  it('a jump moves the close and what follows, a level shift the open as well', () => {
    const jump = withFault('jump', 10, -1).changed(300);
    expect(jump.after.open).toBe(jump.before.open);
    expect(Math.log(jump.after.close / jump.before.close)).toBeCloseTo(-10 * move, 10);
    const shift = withFault('level-shift', 10).changed(300);
    expect(Math.log(shift.after.open / shift.before.open)).toBeCloseTo(10 * move, 10);
    expect(shift.after.high / shift.after.low).toBeCloseTo(shift.before.high / shift.before.low, 10);
  });

  it('a volume burst multiplies the usual volume and leaves the prices', () => {
    const { before, after } = withFault('volume-burst', 50).changed(300);
    expect(after.volume).toBeCloseTo(50 * (usualMoves(candles)[300]?.volume ?? 0), 6);
    expect(after).toEqual({ ...before, volume: after.volume });
  });

  it('a frozen feed repeats the candle before it, then goes on as if nothing had been', () => {
    const { candles: frozen, labels } = withFault('frozen-feed', 6);
    const stuck = candles[299];
    for (let hour = 300; hour < 306; hour += 1)
      expect(frozen[hour]).toEqual({ ...stuck, openTime: at(hour) });
    expect(frozen.slice(306)).toEqual(candles.slice(306));
    expect(labels[0]).toMatchObject({ openTime: at(300), lastOpenTime: at(305) });
  });

  it('a bad tick moves the decimal point of one candle', () => {
    const { before, after } = withFault('bad-tick', 0.1).changed(300);
    expect(after.close).toBeCloseTo(before.close / 10, 8);
    expect(withFault('bad-tick', 0.1).candles[301]).toEqual(candles[301]);
  });

  it('a gap removes candles and can be seen at the first that comes after', () => {
    const { candles: rest, labels } = withFault('gap', 5);
    expect(rest).toEqual([...candles.slice(0, 300), ...candles.slice(305)]);
    expect(labels).toEqual([
      { kind: 'gap', size: 5, direction: 1, openTime: at(305), lastOpenTime: at(305) },
    ]);
  });

  it('refuses a candle that is not there', () => {
    const fault: Fault = { kind: 'wick', openTime: at(300) + 1, size: 5 };
    expect(() => injectFaults(candles, [fault])).toThrow(
      'a wick cannot be injected at 2020-01-13T12:00:00.001Z',
    );
    expect(() => injectFaults(candles, [{ ...fault, openTime: at(0) }])).toThrow(/first candle/);
    expect(() => injectFaults(candles, [{ kind: 'gap', openTime: at(598), size: 5 }])).toThrow(
      /ends too soon/,
    );
  });

  it('makes only possible candles, whatever the plan', () => {
    const fault = fc.record({
      kind: fc.constantFrom(...FAULT_KINDS.filter((kind) => kind !== 'bad-tick')),
      openTime: fc.integer({ min: 1, max: 500 }).map(at),
      size: fc.integer({ min: 1, max: 40 }),
      direction: fc.constantFrom<1 | -1>(1, -1),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(fault, { selector: ({ openTime }) => Math.floor(openTime / HOUR / 60), maxLength: 8 }),
        (faults) => {
          for (const candle of injectFaults(candles, faults).candles) validateOhlcv(candle, '1h');
        },
      ),
      { numRuns: 50 },
    );
  });
});
