import { describe, expect, it } from 'vitest';
import { GrowingPauses } from './growing-pauses.ts';
import { readRetryAfter, retry, type Retry } from './retry.ts';
import { FastClock } from './testing/fast-clock.ts';

class Busy extends Error {
  constructor(readonly retryAfterMs = 0) {
    super('busy');
  }
}

const LIMITS = { firstPauseMs: 1_000, longestPauseMs: 60_000 };
const isTemporary = (error: unknown) => error instanceof Busy;
const never = new AbortController().signal;

function failing(times: number, error: Error) {
  return async (attempt: number) => {
    if (attempt <= times) throw error;
    return attempt;
  };
}

describe('retry', () => {
  it('tries until it succeeds, with pauses that double from half to the whole of their limit', async () => {
    const clock = new FastClock(0);
    expect(await retry(failing(8, new Busy()), { ...LIMITS, signal: never, isTemporary, clock })).toBe(9);
    const longest = [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1_000);
    expect(clock.waits).toHaveLength(longest.length);
    for (const [index, wait] of clock.waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual((longest[index] ?? NaN) / 2);
      expect(wait).toBeLessThanOrEqual(longest[index] ?? NaN);
    }
  });

  it('waits for as long as the server asks, but not for a day', async () => {
    const clock = new FastClock(0);
    const errors = [new Busy(90_000), new Busy(86_400_000)];
    const operation = async (attempt: number) => {
      const error = errors[attempt - 1];
      if (error) throw error;
    };
    const retryAfterMs = (error: unknown) => (error instanceof Busy ? error.retryAfterMs : 0);
    await retry(operation, { ...LIMITS, signal: never, isTemporary, retryAfterMs, clock });
    expect(clock.waits).toEqual([90_000, 3_600_000]);
  });

  it('throws at once what another attempt would not help', async () => {
    const clock = new FastClock(0);
    const refused = new Error('no such market');
    const attempts = retry(failing(1, refused), { ...LIMITS, signal: never, isTemporary, clock });
    await expect(attempts).rejects.toBe(refused);
    expect(clock.waits).toEqual([]);
  });

  it('tells of each failure before it waits', async () => {
    const told: Retry[] = [];
    const error = new Busy();
    const clock = new FastClock(0);
    await retry(failing(2, error), {
      ...LIMITS,
      signal: never,
      isTemporary,
      clock,
      onRetry: (one) => told.push(one),
    });
    expect(told).toEqual(clock.waits.map((pauseMs, index) => ({ error, attempt: index + 1, pauseMs })));
  });

  it('ends in the middle of a pause when it is aborted', async () => {
    const over = new AbortController();
    const stopped = new Error('stopped');
    const attempts = retry(failing(1, new Busy()), {
      firstPauseMs: 86_400_000,
      longestPauseMs: 86_400_000,
      signal: over.signal,
      isTemporary,
      onRetry: () => queueMicrotask(() => over.abort(stopped)),
    });
    await expect(attempts).rejects.toBe(stopped);
  });
});

it('pauses are short again after a reset', () => {
  const pauses = new GrowingPauses({ firstPauseMs: 100, longestPauseMs: 10_000 });
  for (let pause = 0; pause < 20; pause++) pauses.next();
  expect(pauses.next()).toBeGreaterThanOrEqual(5_000);
  pauses.reset();
  expect(pauses.next()).toBeLessThanOrEqual(100);
});

it.each([
  ['120', 120_000],
  ['Sat, 02 Jan 2021 00:01:00 GMT', 60_000],
  ['Fri, 01 Jan 2021 00:00:00 GMT', 0],
  ['soon', 0],
  ['-5', 0],
  [null, 0],
])('Retry-After %j is %i ms', (header, expected) => {
  expect(readRetryAfter(header, Date.UTC(2021, 0, 2))).toBe(expected);
});

it('reads a date by the clock of who wrote it, where that is behind ours', () => {
  const inAMinute = 'Sat, 02 Jan 2021 00:01:00 GMT';
  const theirs = 'Sat, 02 Jan 2021 00:00:00 GMT';
  const tenMinutesAhead = Date.UTC(2021, 0, 2, 0, 10);
  expect(readRetryAfter(inAMinute, tenMinutesAhead, theirs)).toBe(60_000);
  expect(readRetryAfter(inAMinute, tenMinutesAhead, 'today')).toBe(0);
  expect(readRetryAfter(inAMinute, Date.parse(theirs) - 30_000, theirs)).toBe(90_000);
  expect(readRetryAfter('120', tenMinutesAhead, theirs)).toBe(120_000);
});
