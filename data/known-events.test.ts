import { expect, it } from 'vitest';
import { KNOWN_EVENTS } from './known-events.ts';

it('known events are full hours in ascending order, each with a title', () => {
  const times = KNOWN_EVENTS.map(({ openTime }) => openTime);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  for (const { openTime, title } of KNOWN_EVENTS) {
    expect(openTime % 3_600_000).toBe(0);
    expect(title.length).toBeGreaterThan(10);
  }
});
