import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { EPISODE_CANDLES, episodes, heldBy, inParts, isOpen, keepUnchanged } from './episodes.ts';

const HOUR = 3_600_000;
const anomaly = (hour: number, returnPeriodHours: number, ...kinds: DetectionRow['kinds']) =>
  ({ openTime: hour * HOUR, returnPeriodHours, kinds }) as DetectionRow;

it('puts the hours of one upheaval together, the newest upheaval and hour first', () => {
  const found = episodes(
    [
      anomaly(1, 200, 'PRICE_CRASH'),
      anomaly(5, 900, 'PRICE_CRASH', 'VOLUME_SURGE'),
      anomaly(80, 300, 'PRICE_SPIKE'),
    ],
    HOUR,
  );
  expect(found.map(({ start, end }) => [start / HOUR, end / HOUR])).toEqual([
    [80, 80],
    [1, 5],
  ]);
  expect(found[1]?.rows.map(({ openTime }) => openTime / HOUR)).toEqual([5, 1]);
  expect(found[1]?.rarest.returnPeriodHours).toBe(900);
  expect(found[1]?.kinds).toEqual(['PRICE_CRASH', 'VOLUME_SURGE']);
});

it('starts a new upheaval after a quiet range, counted from the last anomaly', () => {
  const chain = [0, EPISODE_CANDLES, 2 * EPISODE_CANDLES, 3 * EPISODE_CANDLES + 1];
  expect(
    episodes(
      chain.map((hour) => anomaly(hour, 1, 'PRICE_JUMP')),
      HOUR,
    ),
  ).toHaveLength(2);
  expect(episodes([], HOUR)).toEqual([]);
});

it('takes the upheavals that are as they were from before, and the others anew', () => {
  const rows = [anomaly(1, 1, 'PRICE_JUMP'), anomaly(50, 1, 'PRICE_JUMP'), anomaly(52, 1, 'PRICE_JUMP')];
  const before = episodes(rows, HOUR);
  const grown = [...rows, anomaly(55, 1, 'PRICE_JUMP')];
  const now = keepUnchanged(before, episodes(grown, HOUR));
  expect(now).toEqual(episodes(grown, HOUR));
  expect(now[1]).toBe(before[1]);
  expect(now[0]).not.toBe(before[0]);
});

it('cuts a long list into short ones, none of them empty', () => {
  expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(inParts([1, 2], 2)).toEqual([[1, 2]]);
  expect(inParts([], 2)).toEqual([]);
});

it('is open once somebody has opened it, or one of it is chosen that has no line else', () => {
  const [upheaval] = episodes([anomaly(1, 200, 'PRICE_CRASH'), anomaly(5, 900, 'PRICE_CRASH')], HOUR);
  if (!upheaval) throw new Error('There is no upheaval.');
  const [nobody, somebody] = [new Set<number>(), new Set([upheaval.start])];
  expect(isOpen(upheaval, nobody, null)).toBe(false);
  expect(isOpen(upheaval, somebody, null)).toBe(true);
  expect(isOpen(upheaval, nobody, 5 * HOUR)).toBe(false);
  expect(isOpen(upheaval, nobody, 1 * HOUR)).toBe(true);
  expect(isOpen(upheaval, nobody, 6 * HOUR)).toBe(false);
  expect([0, 1, 5, 6].map((hour) => heldBy(upheaval, hour * HOUR))).toEqual([null, HOUR, 5 * HOUR, null]);
  expect(heldBy(upheaval, null)).toBe(null);
});
