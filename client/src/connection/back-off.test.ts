import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

it('waits longer after each failure, never longer than ten seconds, and never not at all', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, dice) => {
      const wait = backOffMs(attempt, () => dice);
      expect(wait).toBeGreaterThanOrEqual(200);
      expect(wait).toBeLessThanOrEqual(10_000);
      expect(backOffMs(attempt + 1, () => dice)).toBeGreaterThanOrEqual(wait);
    }),
  );
});
