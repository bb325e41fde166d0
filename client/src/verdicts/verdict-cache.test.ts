import { beforeEach, expect, it } from 'vitest';
import type { Verdict } from '../detections/detection-row.ts';
import { type ListedVerdicts, VerdictCache } from './verdict-cache.ts';

const REAL: Verdict = { kind: 'REAL', note: 'An exchange halted.' };
const FALSE: Verdict = { kind: 'FALSE', note: '' };
const EXPECTED: Verdict = { kind: 'EXPECTED', note: 'A fork.' };
const candle = { openTime: 3_600_000, verdict: REAL };
const NONE: ListedVerdicts = { byOpenTime: new Map(), completeFrom: -Infinity };
const list = (verdict: Verdict): ListedVerdicts => ({
  ...NONE,
  byOpenTime: new Map([[candle.openTime, verdict]]),
});

let cache: VerdictCache;
beforeEach(() => {
  cache = new VerdictCache();
});

it('shows what the server knew until somebody judges again', () => {
  expect(cache.of(candle)).toEqual(REAL);
  expect(cache.of({ ...candle, verdict: null })).toBeNull();
});

it('shows a verdict at once, and keeps it when it is stored', () => {
  const { stored } = cache.send(candle.openTime, FALSE);
  expect([cache.of(candle), cache.isUnderWay(candle.openTime)]).toEqual([FALSE, true]);
  stored();
  expect([cache.of(candle), cache.isUnderWay(candle.openTime)]).toEqual([FALSE, false]);
});

it('returns to what is stored when a verdict fails', () => {
  cache.send(candle.openTime, FALSE).failed();
  expect(cache.of(candle)).toEqual(REAL);
});

it('takes a verdict back', () => {
  cache.send(candle.openTime, null).stored();
  expect(cache.of(candle)).toBeNull();
});

it('lets the newest of two stand, and returns to the first when only the second fails', () => {
  const first = cache.send(candle.openTime, FALSE);
  const second = cache.send(candle.openTime, null);
  first.stored();
  expect(cache.of(candle)).toBeNull();
  second.failed();
  expect(cache.of(candle)).toEqual(FALSE);
});

it('shows what the server lists, also that a verdict is gone', () => {
  const take = cache.expectLists();
  take(list(FALSE));
  expect(cache.of(candle)).toEqual(FALSE);
  take(NONE);
  expect(cache.of(candle)).toBeNull();
});

it('keeps what a candle was loaded with where a list does not reach', () => {
  cache.send(candle.openTime, FALSE).stored();
  cache.expectLists()({ ...NONE, completeFrom: candle.openTime + 1 });
  expect(cache.of(candle)).toEqual(FALSE);
  expect(cache.of({ openTime: 0, verdict: REAL })).toEqual(REAL);
  expect(cache.isListed(0, null)).toBe(false);
});

it('does not go back to what a list says between a click and its answer', () => {
  const take = cache.expectLists();
  const { failed } = cache.send(candle.openTime, FALSE);
  take(list(EXPECTED));
  expect(cache.of(candle)).toEqual(FALSE);
  failed();
  expect(cache.of(candle)).toEqual(EXPECTED);
});

it('does not go back to a list that was asked for before the answer, but to the next one', () => {
  const takeOld = cache.expectLists();
  const { stored } = cache.send(candle.openTime, FALSE);
  const takeTooEarly = cache.expectLists();
  stored();
  takeOld(list(REAL));
  takeTooEarly(NONE);
  expect(cache.of(candle)).toEqual(FALSE);
  cache.expectLists()(list(EXPECTED));
  expect(cache.of(candle)).toEqual(EXPECTED);
});

it('knows that a verdict is stored once it is listed, whatever became of its answer', () => {
  const { failed } = cache.send(candle.openTime, FALSE);
  const take = cache.expectLists();
  take(list(FALSE));
  expect(cache.isListed(candle.openTime, FALSE)).toBe(false);
  failed();
  expect(cache.isListed(candle.openTime, FALSE)).toBe(true);
  expect(cache.isListed(candle.openTime, { ...FALSE, note: 'another' })).toBe(false);
  expect(cache.isListed(candle.openTime, null)).toBe(false);
  take(NONE);
  expect(cache.isListed(candle.openTime, null)).toBe(true);
});
