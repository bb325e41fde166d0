import { expect, it } from 'vitest';
import { arrangeCrowd } from './marker-crowd.ts';

const marker = (openTime: number, x: number, returnPeriodHours: number, y = 100) => ({
  row: { openTime, returnPeriodHours },
  ...{ x, y, size: 5 },
});
const sizes = (markers: readonly { row: { openTime: number }; size: number }[]) =>
  markers.map(({ row, size }) => [row.openTime, size]);

it('leaves markers that have room as they are, the rarest on top', () => {
  const apart = [marker(1, 0, 900), marker(2, 50, 200), marker(3, 100, 400)];
  expect(sizes(arrangeCrowd(apart, null))).toEqual([
    [2, 5],
    [3, 5],
    [1, 5],
  ]);
});

it('makes those small that touch a rarer one, and keeps the rarest of twenty in a day', () => {
  const day = Array.from({ length: 20 }, (_, hour) =>
    marker(hour, hour * 4, hour === 7 ? 9_000 : 200 + hour),
  );
  const arranged = arrangeCrowd(day, null);
  expect(arranged.at(-1)?.row.openTime).toBe(7);
  expect(arranged.filter(({ size }) => size === 5).length).toBeLessThan(6);
  expect(arranged).toHaveLength(20);
});

it('of two that are alike the earlier keeps its size; one above and one below the candles do not touch', () => {
  expect(sizes(arrangeCrowd([marker(1, 0, 200), marker(2, 4, 200)], null))).toEqual([
    [2, 2.5],
    [1, 5],
  ]);
  expect(sizes(arrangeCrowd([marker(1, 0, 200, 50), marker(2, 4, 300, 150)], null))).toEqual([
    [1, 5],
    [2, 5],
  ]);
});

it('never makes the chosen one small', () => {
  const crowd = [marker(1, 0, 900), marker(2, 4, 200)];
  expect(sizes(arrangeCrowd(crowd, 2))).toContainEqual([2, 5]);
});
