import { expect, it } from 'vitest';
import { sparkPath } from './spark-path.ts';

it('runs from edge to edge, the lowest value at the bottom', () => {
  expect(sparkPath([10, 20, 15], 60, 18)).toBe('M0 18L30 0L60 9');
});

it('draws a level line through the middle, and nothing through fewer than two values', () => {
  expect(sparkPath([7, 7], 60, 18)).toBe('M0 9L60 9');
  expect(sparkPath([7], 60, 18)).toBe('');
});
