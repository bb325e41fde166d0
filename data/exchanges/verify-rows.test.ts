import { expect, it } from 'vitest';
import { ExchangeFailure } from './exchange-errors.ts';
import type { ImpossibleRowsError } from './impossible-rows.ts';
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

it('of three rows for one time none is taken, however often they come', () => {
  const hour = (count: number, close: number) => [OPEN_TIME + count * 3_600_000, 1, 2, 0.5, close, 5];
  const rows = [
    hour(0, 1),
    hour(1, 1),
    hour(1, 1.1),
    hour(1, 1.2),
    hour(2, 1),
    hour(3, 1),
    hour(4, 1),
    hour(5, 1),
  ];
  const later = { ...options, now: OPEN_TIME + 5 * 3_600_000 };
  const refusal = (leaveOut?: ReadonlySet<string>) => {
    try {
      return verifyRows(rows, { ...later, ...(leaveOut && { leaveOut }) });
    } catch (error) {
      return error as ImpossibleRowsError;
    }
  };
  const impossible = (refusal() as ImpossibleRowsError).rows;
  expect(impossible).toHaveLength(2);
  expect(refusal(new Set(impossible.map(({ text }) => text)))).toMatchObject(
    [0, 2, 3, 4, 5].map((count) => ({ openTime: OPEN_TIME + count * 3_600_000 })),
  );
});
