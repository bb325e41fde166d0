import { expect, it } from 'vitest';
import { ExchangeFailure } from './exchange-errors.ts';
import { ImpossibleRowsError } from './impossible-rows.ts';
import { verifyRows } from './verify-rows.ts';

const OPEN_TIME = Date.UTC(2024, 0, 1);
const options = { exchange: 'kraken', interval: '1h', now: OPEN_TIME, unitOfVolume: 1 } as const;

it('a body that sticks out by the rounding of computed prices is taken, as from everybody else', () => {
  // 0.1 + 0.2 is 0.30000000000000004.
  const rows = [
    [OPEN_TIME, 0.1 + 0.2, 0.3, 0.2, 0.25, 5],
    [OPEN_TIME + 3_600_000, 0.3, 0.4, 0.1 + 0.2, 0.35, 5],
  ];
  const candles = verifyRows(rows, { ...options, now: OPEN_TIME + 3_600_000 });
  expect(candles.map(({ open, low }) => [open, low])).toEqual([
    [0.1 + 0.2, 0.2],
    [0.3, 0.1 + 0.2],
  ]);
});

it('one that sticks out by more refuses the answer', () => {
  expect(() => verifyRows([[OPEN_TIME, 0.3001, 0.3, 0.2, 0.25, 5]], options)).toThrow(ExchangeFailure);
});

it('of three rows for one time that contradict each other none is taken', () => {
  const rows = [0, 1, 2, 3].map((hour) => [OPEN_TIME + hour * 3_600_000, 0.3, 0.4, 0.2, 0.25, 5]);
  const other = [OPEN_TIME + 3_600_000, 0.3, 0.4, 0.2, 0.35, 5];
  const contradicting = [rows[0], rows[1], other, rows[1], rows[2], rows[3]];
  const later = { ...options, now: OPEN_TIME + 4 * 3_600_000 };
  const thrown = (): unknown => {
    try {
      return verifyRows(contradicting, later);
    } catch (error) {
      return error;
    }
  };
  const refusal = thrown();
  expect(refusal).toBeInstanceOf(ImpossibleRowsError);
  const leaveOut = new Set((refusal as ImpossibleRowsError).rows.map(({ text }) => text));
  const candles = verifyRows(contradicting, { ...later, leaveOut });
  expect(candles.map(({ openTime }) => (openTime - OPEN_TIME) / 3_600_000)).toEqual([0, 2, 3]);
});
