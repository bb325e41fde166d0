import { simulate } from '@detective/data';
import { expect, it } from 'vitest';
import { Outlook } from './outlook.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
const at = (index: number) => START + index * HOUR;

it('counts what is still to be sent before the end, and before the time at which the replay waits', async () => {
  async function* hours() {
    yield* simulate({ seed: 1, interval: '1h', from: START, count: 120 });
  }
  const outlook = await Outlook.of(hours(), at(19));
  expect(outlook.total).toBe(100);
  expect(outlook.left(0, { from: null, to: null })).toBe(100);
  expect(outlook.left(30, { from: null, to: null })).toBe(70);
  expect(outlook.left(30, { from: null, to: at(60) })).toBe(10);
  expect(outlook.left(30, { from: null, to: at(60) - 1 })).toBe(10);
  expect(outlook.left(30, { from: null, to: at(60) + 1 })).toBe(11);
  expect(outlook.left(40, { from: null, to: at(60) })).toBe(0);
  expect(outlook.left(60, { from: null, to: at(60) })).toBe(0);
  expect(outlook.left(0, { from: null, to: at(5_000) })).toBe(100);
});

it('does not count what is left out', () => {
  const outlook = new Outlook([0, 1, 2, 3, 4, 7, 8, 9].map(at));
  expect(outlook.left(0, { from: at(3), to: null })).toBe(5);
  expect(outlook.left(2, { from: at(3), to: at(8) })).toBe(3);
  expect(outlook.left(4, { from: at(3), to: at(8) })).toBe(2);
  expect(outlook.left(0, { from: at(8), to: at(3) })).toBe(0);
});
