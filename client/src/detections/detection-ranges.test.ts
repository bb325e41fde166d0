import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectionLog } from './detection-log.ts';
import { DetectionRanges } from './detection-ranges.ts';

const HOUR = 3_600_000;
interface Row {
  openTime: number;
}
const hours = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, index) => ({ openTime: (from + index) * HOUR }));

function rangesUpTo(newest: number, known: number) {
  let regrouped = 0;
  const changed: DetectionLog<Row>[] = [];
  const ranges = new DetectionRanges<Row>({
    onChange: ({ log }) => changed.push(log),
    onRegrouped: () => regrouped++,
  });
  ranges.addNewest(hours(newest - known, newest));
  return { ranges, changed, regroupings: () => regrouped };
}

describe('the ranges that are known of a series', () => {
  it('are two while somebody looks far back, and candles go on arriving at the newest', () => {
    const { ranges } = rangesUpTo(100_000, 1_500);
    ranges.openPast(hours(10_000, 11_000), false);
    ranges.addNewest(hours(100_000, 100_010));
    expect(ranges.shown.rows).toEqual(hours(10_000, 11_000));
    expect(ranges.head.rows).toEqual(hours(98_500, 100_010));
    expect(ranges.rows).toEqual([...hours(10_000, 11_000), ...hours(98_500, 100_010)]);
    ranges.showHead();
    expect(ranges.rows).toEqual(hours(98_500, 100_010));
  });

  it('become one where panning on has closed what lay between them', () => {
    const { ranges, regroupings } = rangesUpTo(10_000, 1_500);
    ranges.openPast(hours(5_000, 6_000), false);
    const past = ranges.shown;
    for (let from = 6_000; ranges.shown === past; from += 1_000) {
      ranges.addLater(past, hours(from, from + 1_000), (from - 1) * HOUR);
    }
    expect(ranges.shown).toBe(ranges.head);
    expect(ranges.head.rows).toEqual(hours(5_000, 10_000));
    expect(regroupings()).toBe(1);
  });

  it('never have a hole, whatever pages come in whatever order and late', () => {
    const pages = fc.array(
      fc.record({ isLater: fc.boolean(), edge: fc.integer({ min: 80, max: 220 }), size: fc.nat(40) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pages, (asked) => {
        const { ranges } = rangesUpTo(300, 80);
        ranges.openPast(hours(100, 150), false);
        const past = ranges.shown;
        for (const { isLater, edge, size } of asked) {
          if (isLater) ranges.addLater(past, hours(edge + 1, edge + 1 + size), edge * HOUR);
          else ranges.addEarlier(past, hours(edge - size, edge), edge * HOUR, false);
        }
        for (const { rows } of [ranges.shown, ranges.head]) {
          const first = (rows[0]?.openTime ?? 0) / HOUR;
          expect(rows).toEqual(hours(first, first + rows.length));
        }
      }),
    );
  });

  it('stay small while somebody pans on for years in either direction', () => {
    const { ranges } = rangesUpTo(1_000_000, 1_500);
    ranges.openPast(hours(500_000, 501_000), false);
    const past = ranges.shown;
    for (let page = 0; page < 60; page++) {
      const before = past.oldest?.openTime ?? 0;
      ranges.addEarlier(past, hours(before / HOUR - 1_000, before / HOUR), before, false);
    }
    expect(past.rows).toEqual(hours(440_000, 460_000));
    for (let page = 0; page < 60; page++) {
      const after = past.newest?.openTime ?? 0;
      ranges.addLater(past, hours(after / HOUR + 1, after / HOUR + 1_001), after);
    }
    expect(past.newest).toEqual({ openTime: 519_999 * HOUR });
    expect(past.rows.length).toBeLessThanOrEqual(22_000);
  });

  it('stay small on a page that is left panned back: what is in sight becomes a range of its own', () => {
    const { ranges, regroupings } = rangesUpTo(20_000, 20_000);
    ranges.head.markComplete();
    const middle = 1_000 * HOUR;
    for (let hour = 20_000; hour < 90_000; hour += 500) {
      ranges.addNewest(hours(hour, hour + 500));
      ranges.letGo(middle);
      expect(ranges.rows.length).toBeLessThanOrEqual(42_500);
    }
    expect(regroupings()).toBe(1);
    expect(ranges.shown).not.toBe(ranges.head);
    expect(ranges.shown.rows).toEqual(hours(0, 11_000));
    expect(ranges.shown.isComplete).toBe(true);
    expect(ranges.head.newest).toEqual({ openTime: 89_999 * HOUR });
    expect(ranges.head.isComplete).toBe(false);
  });

  it('keep what is in sight when that is among the newest', () => {
    const { ranges } = rangesUpTo(30_000, 30_000);
    ranges.letGo(25_000 * HOUR);
    expect(ranges.shown).toBe(ranges.head);
    expect(ranges.head.rows).toEqual(hours(10_000, 30_000));
  });

  it('take no page for a range of the past that was left', () => {
    const { ranges, changed } = rangesUpTo(1_000, 100);
    ranges.openPast(hours(100, 200), false);
    const left = ranges.shown;
    ranges.openPast(hours(400, 500), false);
    changed.length = 0;
    ranges.addEarlier(left, hours(0, 100), 100 * HOUR, true);
    ranges.addLater(left, hours(200, 300), 199 * HOUR);
    expect(changed).toEqual([]);
    expect(ranges.shown.rows).toEqual(hours(400, 500));
  });
});
