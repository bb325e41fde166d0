import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LimitExceededError } from '../errors/request-errors.ts';
import { Guard, type Caller } from './guard.ts';

const HOUR_MS = 3_600_000;
const caller: Caller = {
  access: { mayRead: true, mayIngest: true, isWorker: false },
  address: '192.0.2.1',
};

/** Only the clock on the wall jumps; timers go on, as they do where an operator sets the time. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

async function refusalAfterJump(jumpMs: number): Promise<LimitExceededError | undefined> {
  const guard = new Guard(1);
  for (let sent = 0; sent < 10; sent++) await guard.admit(caller);
  vi.setSystemTime(Date.now() + jumpMs);
  return guard.admit(caller).then(
    () => undefined,
    (error: unknown) => error as LimitExceededError,
  );
}

describe('the limit of an address, when the clock of the server jumps', () => {
  it('back by an hour, asks nobody to stay away for longer than the ten seconds that it counts over', async () => {
    const refused = await refusalAfterJump(-HOUR_MS);
    expect(refused).toBeInstanceOf(LimitExceededError);
    expect(refused?.retryAfterMs).toBeGreaterThan(0);
    expect(refused?.retryAfterMs).toBeLessThanOrEqual(10_000);
  });

  it('ahead by an hour, begins anew', async () => {
    expect(await refusalAfterJump(HOUR_MS)).toBeUndefined();
  });
});
