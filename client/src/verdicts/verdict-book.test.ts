import { beforeEach, expect, it } from 'vitest';
import type { Verdict } from '../detections/detection-row.ts';
import { VerdictBook } from './verdict-book.ts';

const REAL: Verdict = { kind: 'REAL', note: 'An exchange halted.' };
const FALSE: Verdict = { kind: 'FALSE', note: '' };
const candle = { openTime: 3_600_000, verdict: REAL };

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
