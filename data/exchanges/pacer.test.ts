import { expect, it } from 'vitest';
import { FastClock } from '../testing/fast-clock.ts';
import { Pacer } from './pacer.ts';

const signal = new AbortController().signal;

it('lets a request after silence go at once, and spaces those that follow', async () => {
  const clock = new FastClock(0);
  const pacer = new Pacer({ exchange: 'kraken', clock, signal });
  await pacer.take(1_200);
  expect(clock.waits).toEqual([]);
  expect(pacer.backlogMs).toBe(1_200);
  await pacer.take(1_200);
  expect(clock.waits).toEqual([1_200]);
  await clock.wait(60_000);
  await pacer.take(1_200);
  expect(clock.waits).toEqual([1_200, 60_000]);
});

it.each([600_000, -600_000])('keeps its pace when the clock is set by %i ms', async (byMs) => {
  const clock = new FastClock(0);
  const pacer = new Pacer({ exchange: 'kraken', clock, signal });
  pacer.rest(30_000);
  clock.set(byMs);
  expect(pacer.backlogMs).toBe(30_000);
  await pacer.take(1_200);
  await pacer.take(1_200);
  expect(clock.waits).toEqual([30_000, 1_200]);
});
