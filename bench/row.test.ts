import { expect, it } from 'vitest';
import { isReached, quantile, row, tableOf } from './row.ts';

const faster = row({
  what: 'ingest',
  figure: 30,
  unit: '/s',
  against: 'pgbench',
  reference: 100,
  goal: { atLeast: 0.6 },
});
const shorter = row({
  what: 'step',
  figure: 20,
  unit: 'µs',
  against: 'before',
  reference: 80,
  goal: { atMost: 0.4 },
});

const possible = row({ what: 'the least', figure: 90, unit: '/s', against: 'pgbench', reference: 100 });

it('a row is reached where its ratio is at least, or at most, what it should be', () => {
  expect([faster.ratio, isReached(faster)]).toEqual([0.3, false]);
  expect([shorter.ratio, isReached(shorter)]).toEqual([0.25, true]);
  expect([possible.ratio, isReached(possible)]).toEqual([0.9, undefined]);
});

it('a table says what was measured, beside what, and whether that is enough', () => {
  const [, , first, second, third] = tableOf([faster, shorter, possible]).split('\n');
  expect(first).toBe('| ingest | 30 /s | pgbench | 100 /s | 0.3 | ≥ 0.6 | missed |');
  expect(second).toBe('| step | 20 µs | before | 80 µs | 0.25 | ≤ 0.4 | reached |');
  expect(third).toBe('| the least | 90 /s | pgbench | 100 /s | 0.9 | – |  |');
});

it('a quantile is that of the values in their order, whatever order they come in', () => {
  expect([quantile([3, 1, 2], 0.5), quantile([10, 2], 0.99), quantile([10, 2], 1)]).toEqual([2, 2, 10]);
});
