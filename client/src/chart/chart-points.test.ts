import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { chartPoints } from './chart-points.ts';
import { WINDOW_ROWS, earlierWindow, laterWindow, newestWindow, windowAround } from './chart-window.ts';

const HOUR = 3_600_000;
const row = (hour: number) => ({ openTime: hour * HOUR }) as DetectionRow;

describe('places on the time axis', () => {
  it('has an empty place for each missing hour', () => {
    const points = chartPoints([1, 2, 5].map(row), HOUR);
    expect(points.map(({ time, row: held }) => [time / 3_600, held !== null])).toEqual([
      [1, true],
      [2, true],
      [3, false],
      [4, false],
      [5, true],
    ]);
  });

  it('cuts a long hole short', () => {
    expect(chartPoints([0, 10_000].map(row), HOUR)).toHaveLength(2 + 168);
  });

  it('is strictly ascending whatever is missing, even off the grid', () => {
    const minutes = fc.uniqueArray(fc.nat(100_000), { maxLength: 40 });
    fc.assert(
      fc.property(minutes, (offsets) => {
        const rows = offsets.sort((a, b) => a - b).map((minute) => row(minute / 60));
        const times = chartPoints(rows, HOUR).map(({ time }) => time);
        expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true);
      }),
    );
  });
});

describe('the window of rows that the chart holds', () => {
  it('never leaves the rows, holds as many as it may, and contains what it was asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.nat(), (total, dice) => {
        const index = dice % total;
        for (const window of [
          windowAround(index, total),
          earlierWindow(windowAround(index, total), total),
          laterWindow(windowAround(index, total), total),
          newestWindow(total),
        ]) {
          expect(window.start).toBeGreaterThanOrEqual(0);
          expect(window.end).toBeLessThanOrEqual(total);
          expect(window.end - window.start).toBe(Math.min(total, WINDOW_ROWS));
        }
        const { start, end } = windowAround(index, total);
        expect(index >= start && index < end).toBe(true);
      }),
    );
  });
});
