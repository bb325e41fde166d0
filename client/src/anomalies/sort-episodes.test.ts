import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { episodes } from './episodes.ts';
import { moveOf, sortEpisodes } from './sort-episodes.ts';

const HOUR = 3_600_000;
const anomaly = (hour: number, returnPeriodHours: number | null, low: number) =>
  ({ openTime: hour * HOUR, returnPeriodHours, kinds: ['PRICE_CRASH'], open: 100, high: 101, low }) as const;

const rows = [
  anomaly(0, 900, 95),
  anomaly(5, 200, 80),
  anomaly(100, 5_000, 97),
  anomaly(200, null, 99),
  anomaly(300, 300, 98),
] as unknown as DetectionRow[];
const newestFirst = episodes(rows, HOUR);
const hours = (sorted: readonly { start: number }[]) => sorted.map(({ start }) => start / HOUR);

it('sorts incidents by their rarest hour, faults of the feed last', () => {
  expect(hours(sortEpisodes(newestFirst, 'rarest', () => false))).toEqual([100, 0, 300, 200]);
});

it('sorts them by the largest move from an open, whichever hour had it', () => {
  expect(hours(sortEpisodes(newestFirst, 'largest', () => false))).toEqual([0, 100, 300, 200]);
});

it('puts those with something to review first, each part newest first', () => {
  const isJudged = ({ openTime }: DetectionRow) => openTime !== 5 * HOUR && openTime !== 200 * HOUR;
  expect(hours(sortEpisodes(newestFirst, 'unjudged', isJudged))).toEqual([200, 0, 300, 100]);
});

it('measures a move from the open to the furthest price', () => {
  expect(moveOf({ open: 100, high: 104, low: 90 })).toBeCloseTo(0.1);
  expect(moveOf({ open: 100, high: 130, low: 90 })).toBeCloseTo(0.3);
});
