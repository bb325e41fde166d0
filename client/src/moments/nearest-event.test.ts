import { expect, it } from 'vitest';
import { nearestEvent } from './nearest-event.ts';

const HOUR = 3_600_000;
const event = (hour: number) => ({ openTime: hour * HOUR, title: `Event ${hour}` });

it('finds the nearest known event, before or after, within a week', () => {
  const events = [event(0), event(100), event(500)];
  expect(nearestEvent(103 * HOUR, events)).toEqual({ event: events[1], words: '3 h before' });
  expect(nearestEvent(90 * HOUR, events)).toEqual({ event: events[1], words: '10 h after' });
  expect(nearestEvent(100 * HOUR, events)?.words).toBe('in this candle');
  expect(nearestEvent(2_000 * HOUR, events)).toBeNull();
  expect(nearestEvent(0, [])).toBeNull();
});
