import { expect, it } from 'vitest';
import { PrimaryPositions } from './primary-positions.ts';

function seen(...sightings: [timeline: number, bytes: number, askedAt: number][]): PrimaryPositions {
  const positions = new PrimaryPositions();
  for (const [timeline, bytes, askedAt] of sightings) positions.add({ timeline, bytes, askedAt });
  return positions;
}

it('is as old as the newest sighting that was reached', () => {
  const positions = seen([1, 100, 1_000], [1, 100, 2_000], [1, 300, 3_000]);
  expect(positions.ageOf({ timeline: 1, bytes: 299 }, 3_500)).toBe(1_500);
  expect(positions.ageOf({ timeline: 1, bytes: 300 }, 3_500)).toBe(500);
});

it('grows while nothing is seen of the primary', () => {
  expect(seen([1, 100, 1_000]).ageOf({ timeline: 1, bytes: 100 }, 61_000)).toBe(60_000);
});

it('is unknown behind all that was seen', () => {
  expect(seen([1, 100, 1_000]).ageOf({ timeline: 1, bytes: 99 }, 1_500)).toBe(Infinity);
  expect(seen().ageOf({ timeline: 1, bytes: 99 }, 1_500)).toBe(Infinity);
});

it('is unknown on another timeline, however far its log goes', () => {
  const positions = seen([1, 900, 1_000], [2, 500, 2_000], [1, 950, 2_500]);
  expect(positions.ageOf({ timeline: 1, bytes: 999 }, 3_000)).toBe(Infinity);
  expect(positions.ageOf({ timeline: 3, bytes: 999 }, 3_000)).toBe(Infinity);
  expect(positions.ageOf({ timeline: 2, bytes: 999 }, 3_000)).toBe(1_000);
});

it('keeps ten minutes of two a second', () => {
  const look = (index: number) => [1, index, index * 500] as [number, number, number];
  const positions = seen(...Array.from({ length: 1_400 }, (_, index) => look(index)));
  expect(positions.ageOf({ timeline: 1, bytes: 200 }, 700_000)).toBe(600_000);
  expect(positions.ageOf({ timeline: 1, bytes: 199 }, 700_000)).toBe(Infinity);
});
