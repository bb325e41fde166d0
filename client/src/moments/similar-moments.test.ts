import { expect, it } from 'vitest';
import { distance, similarMoments } from './similar-moments.ts';

const HOUR = 3_600_000;
const anomaly = (hour: number, surprisals: Record<string, number>) => ({
  openTime: hour * HOUR,
  contributions: Object.entries(surprisals).map(([view, surprisal]) => ({ view, surprisal, fraction: 0 })),
});

it('measures how far two anomalies are from each other by what each view found', () => {
  expect(distance(anomaly(0, { volume: 3, excursion: 4 }), anomaly(1, { volume: 3, excursion: 4 }))).toBe(0);
  expect(distance(anomaly(0, { volume: 3 }), anomaly(1, { excursion: 4 }))).toBe(5);
});

it('finds the past anomalies that are most like one, not those of the same upheaval, and none of the future', () => {
  const moment = anomaly(1_000, { volume: 3, excursion: 4 });
  const near = anomaly(100, { volume: 3.1, excursion: 4 });
  const nearer = anomaly(300, { volume: 3, excursion: 4.05 });
  const far = anomaly(200, { dry: 6 });
  const known = [near, nearer, far, anomaly(995, { volume: 3, excursion: 4 }), anomaly(1_500, { volume: 3 })];
  expect(similarMoments(moment, known, HOUR)).toEqual([nearer, near, far]);
  expect(similarMoments(moment, known, HOUR, 1)).toEqual([nearer]);
});

it('finds nothing where it is not stored what the views found', () => {
  expect(similarMoments(anomaly(10, {}), [anomaly(1, { volume: 3 })], HOUR)).toEqual([]);
  expect(similarMoments(anomaly(1_000, { volume: 3 }), [anomaly(1, {})], HOUR)).toEqual([]);
});
