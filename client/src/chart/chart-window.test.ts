import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectionLog } from '../detections/detection-log.ts';
import { ChartWindow, windowRows } from './chart-window.ts';

const HOUR = 3_600_000;
const hours = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ openTime: (from + index) * HOUR }));

function windowOn(count: number) {
  const log = new DetectionLog<{ openTime: number }>();
  log.merge(hours(0, count));
  return { log, window: new ChartWindow(log) };
}

describe('the window of rows that the chart holds', () => {
  it('never leaves the rows, holds as many as it may, and contains what it was asked for', () => {
    const counts = fc.integer({ min: 1, max: 12_000 });
    fc.assert(
      fc.property(counts, fc.nat(), fc.integer({ min: 20, max: 5_000 }), (total, dice, inSight) => {
        const { window } = windowOn(total);
        const index = dice % total;
        window.moveAround(index, inSight);
        expect(window.rows.length).toBe(Math.min(total, windowRows(inSight)));
        expect(window.rows).toContainEqual({ openTime: index * HOUR });
        window.moveToNewest(inSight);
        expect(window.rows.length).toBe(Math.min(total, windowRows(inSight)));
        expect(window.holdsNewest).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('holds room to pan on both sides of what is in sight, whatever is in sight', () => {
    for (const inSight of [20, 200, 1_000, 4_500]) {
      expect(windowRows(inSight)).toBeGreaterThanOrEqual(inSight + 600);
    }
  });

  it('stays at its rows while history comes in before them and old rows are let go', () => {
    const { log, window } = windowOn(0);
    log.merge(hours(5_000, 8_000));
    window.moveAround(1_500, 200);
    const held = window.rows;
    expect(window.follow(log.mergeEarlier(hours(4_000, 5_000), 5_000 * HOUR))).toBe(false);
    expect(window.rows).toEqual(held);
    expect(window.follow(log.dropEarliest(3_000))).toBe(false);
    expect(window.rows).toEqual(held);
  });

  it('grows with the newest rows for a while, and then wants to be moved', () => {
    const { log, window } = windowOn(2_000);
    window.moveToNewest(200);
    let grown = 0;
    for (let hour = 2_000; hour < 4_000; hour++) {
      expect(window.follow(log.merge(hours(hour, hour + 1)))).toBe(true);
      if (!window.growToNewest(200)) break;
      expect(window.holdsNewest).toBe(true);
      grown++;
    }
    expect(grown).toBe(300);
    expect(window.holdsNewest).toBe(false);
  });
});
