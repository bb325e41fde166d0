import { beforeEach, expect, it } from 'vitest';
import type { Verdict } from '../detections/detection-row.ts';
import { type ListedVerdicts, VerdictBook } from './verdict-book.ts';

const REAL: Verdict = { kind: 'REAL', note: 'An exchange halted.' };
const FALSE: Verdict = { kind: 'FALSE', note: '' };
const EXPECTED: Verdict = { kind: 'EXPECTED', note: 'A fork.' };
const candle = { openTime: 3_600_000, verdict: REAL };
const NONE: ListedVerdicts = { byOpenTime: new Map(), completeFrom: -Infinity };
const list = (verdict: Verdict): ListedVerdicts => ({
  ...NONE,
  byOpenTime: new Map([[candle.openTime, verdict]]),
});

let book: VerdictBook;
beforeEach(() => {
  book = new VerdictBook();
});

it('shows what the server knew until somebody judges again', () => {
  expect(book.of(candle)).toEqual(REAL);
  expect(book.of({ ...candle, verdict: null })).toBeNull();
});

it('shows a verdict at once, and keeps it when it is stored', () => {
  const { stored } = book.send(candle.openTime, FALSE);
  expect([book.of(candle), book.isUnderWay(candle.openTime)]).toEqual([FALSE, true]);
  stored();
  expect([book.of(candle), book.isUnderWay(candle.openTime)]).toEqual([FALSE, false]);
});

it('returns to what is stored when a verdict fails', () => {
  book.send(candle.openTime, FALSE).failed();
  expect(book.of(candle)).toEqual(REAL);
});

it('takes a verdict back', () => {
  book.send(candle.openTime, null).stored();
  expect(book.of(candle)).toBeNull();
});

it('lets the newest of two stand, and returns to the first when only the second fails', () => {
  const first = book.send(candle.openTime, FALSE);
  const second = book.send(candle.openTime, null);
  first.stored();
  expect(book.of(candle)).toBeNull();
  second.failed();
  expect(book.of(candle)).toEqual(FALSE);
});

it('shows what the server lists, also that a verdict is gone', () => {
  const take = book.expectLists();
  take(list(FALSE));
  expect(book.of(candle)).toEqual(FALSE);
  take(NONE);
  expect(book.of(candle)).toBeNull();
});

it('keeps what a candle was loaded with where a list does not reach', () => {
  book.send(candle.openTime, FALSE).stored();
  book.expectLists()({ ...NONE, completeFrom: candle.openTime + 1 });
  expect(book.of(candle)).toEqual(FALSE);
  expect(book.of({ openTime: 0, verdict: REAL })).toEqual(REAL);
  expect(book.isListed(0, null)).toBe(false);
});

it('does not go back to what a list says between a click and its answer', () => {
  const take = book.expectLists();
  const { failed } = book.send(candle.openTime, FALSE);
  take(list(EXPECTED));
  expect(book.of(candle)).toEqual(FALSE);
  failed();
  expect(book.of(candle)).toEqual(EXPECTED);
});

it('does not go back to a list that was asked for before the answer, but to the next one', () => {
  const takeOld = book.expectLists();
  const { stored } = book.send(candle.openTime, FALSE);
  const takeTooEarly = book.expectLists();
  stored();
  takeOld(list(REAL));
  takeTooEarly(NONE);
  expect(book.of(candle)).toEqual(FALSE);
  book.expectLists()(list(EXPECTED));
  expect(book.of(candle)).toEqual(EXPECTED);
});

it('knows that a verdict is stored once it is listed, whatever became of its answer', () => {
  const { failed } = book.send(candle.openTime, FALSE);
  const take = book.expectLists();
  take(list(FALSE));
  expect(book.isListed(candle.openTime, FALSE)).toBe(false);
  failed();
  expect(book.isListed(candle.openTime, FALSE)).toBe(true);
  expect(book.isListed(candle.openTime, { ...FALSE, note: 'another' })).toBe(false);
  expect(book.isListed(candle.openTime, null)).toBe(false);
  take(NONE);
  expect(book.isListed(candle.openTime, null)).toBe(true);
});
