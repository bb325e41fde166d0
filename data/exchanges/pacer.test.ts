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
  await pacer.take(1_200);
  clock.set(byMs);
  expect(pacer.backlogMs).toBe(1_200);
  await pacer.take(1_200);
  expect(clock.waits).toEqual([1_200]);
});

it.each([0, 600_000, -600_000])(
  'lets nothing through while the exchange is left alone, and says until when (clock set by %i ms)',
  async (byMs) => {
    const clock = new FastClock(0);
    const pacer = new Pacer({ exchange: 'kraken', clock, signal });
    pacer.rest(30_000);
    clock.set(byMs);
    const until = new Date(byMs + 30_000).toISOString();
    await expect(pacer.take(1_200)).rejects.toMatchObject({
      message: `kraken has asked for no requests until ${until}`,
      retryAfterMs: 30_000,
    });
    await clock.wait(30_000);
    await pacer.take(1_200);
    expect(clock.waits).toEqual([30_000]);
  },
);

it('lets nothing through that waited for its turn when the exchange asked to be left alone', async () => {
  const clock = new FastClock(0);
  const pacer = new Pacer({ exchange: 'kraken', clock, signal });
  await pacer.take(1_200);
  const second = pacer.take(1_200);
  pacer.rest(30_000);
  await expect(second).rejects.toMatchObject({ retryAfterMs: 30_000 });
});
