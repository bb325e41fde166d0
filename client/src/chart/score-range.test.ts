import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { scoreRange } from './score-range.ts';

const scored = (anomalyScore: number | null, isFeedFault = false) =>
  ({ anomalyScore, threshold: 2, isFeedFault }) as DetectionRow;

it('shows the highest score in sight, also that of what comes once in a century', () => {
  expect(scoreRange([scored(0.4), scored(null), scored(9.5)])).toEqual({
    minValue: 0,
    maxValue: 9.5,
  });
});

it('cuts off the score of a fault of the feed above its threshold, so that the others are seen', () => {
  const fault = scored(190, true);
  expect(scoreRange([scored(0.4), fault])).toEqual({ minValue: 0, maxValue: 3 });
  expect(scoreRange([scored(4), fault])).toEqual({ minValue: 0, maxValue: 4 });
});

it('has nothing to show before anything is judged', () => {
  expect(scoreRange([scored(null)])).toBeNull();
  expect(scoreRange([])).toBeNull();
});
