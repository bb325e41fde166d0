import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { chartPoints } from './chart-points.ts';

const HOUR = 3_600_000;
const row = (hour: number) => ({ openTime: hour * HOUR }) as DetectionRow;

describe('bars on the time axis', () => {
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
        // Whole milliseconds, as times of candles are.
        const rows = offsets
          .sort((a, b) => a - b)
          .map((minute) => ({ openTime: minute * 60_000 }) as DetectionRow);
        const times = chartPoints(rows, HOUR).map(({ time }) => time);
        expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true);
      }),
    );
  });
});
