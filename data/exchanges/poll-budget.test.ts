import { expect, it } from 'vitest';
import type { Interval } from '../ohlcv.ts';
import { TooManyMarketsError } from './exchange-errors.ts';
import { PollBudget } from './poll-budget.ts';

const several = (count: number, interval: Interval) => Array.from({ length: count }, () => interval);

it('has room for as many markets as four fifths of the rate limit poll in time, and says how many that are', () => {
  const budget = new PollBudget('kraken', 1_000);
  budget.checkRoom('1m', several(47, '1m'));
  const facts = { exchange: 'kraken', interval: '1m', spacingMs: 1_000, capacity: 48, followed: 48 };
  expect(() => budget.checkRoom('1m', several(48, '1m'))).toThrow(new TooManyMarketsError(facts));
  // An hour's candle takes a sixtieth of the room of a minute's.
  budget.checkRoom('1h', [...several(47, '1m'), ...several(59, '1h')]);
  expect(() => budget.checkRoom('1h', [...several(47, '1m'), ...several(60, '1h')])).toThrow(
    TooManyMarketsError,
  );
});

it('counts with what the rate limit asked for last, but never with more than ten requests a second', () => {
  const budget = new PollBudget('kraken', 1);
  expect(() => budget.checkRoom('1m', several(480, '1m'))).toThrow('every 0.1 s: at most 480 markets');
  budget.learn(2_000);
  expect(() => budget.checkRoom('1m', several(24, '1m'))).toThrow('every 2 s: at most 24 markets');
});
