import { expect, it } from 'vitest';
import { maxStale } from './max-stale.ts';

it.each([
  ['max-stale=10', 10_000],
  ['max-stale="10"', 10_000],
  ['max-stale=2147483648', 2_147_483_648_000],
  ['max-stale=31536000000', 31_536_000_000_000],
  ['no-cache, Max-Stale=0', 0],
  ['max-stale=3 , no-store', 3_000],
  ['max-stale', Infinity],
  ['max-stale, no-cache', Infinity],
  ['no-cache', undefined],
  ['max-stale=-1', undefined],
  ['max-stale=soon', undefined],
  ['x-max-stale=10', undefined],
  [undefined, undefined],
])('reads %j as %j ms', (cacheControl, ms) => {
  expect(maxStale(cacheControl)).toBe(ms);
});
