import { expect, it } from 'vitest';
import { partitionPoint } from './partition-point.ts';

const TIMES = [10, 20, 20, 30];

it('finds where a sorted list changes from before to after, whichever side equal elements belong to', () => {
  expect(partitionPoint(TIMES, (time) => time < 20)).toBe(1);
  expect(partitionPoint(TIMES, (time) => time <= 20)).toBe(3);
});

it('ends at either end where all are after or before, and at 0 in an empty list', () => {
  expect(partitionPoint(TIMES, (time) => time < 10)).toBe(0);
  expect(partitionPoint(TIMES, (time) => time <= 30)).toBe(4);
  expect(partitionPoint([], () => true)).toBe(0);
});
