import type { MarketTrouble, MarketWatch } from '@detective/data/exchanges';
import { expect, it } from 'vitest';
import { TroubleLog } from './trouble-log.ts';

const WATCH: MarketWatch = { id: '1', exchange: 'coinbase', symbol: 'XYZ/USD', interval: '1m', from: 0 };

function setLog() {
  const lines: string[] = [];
  const log = new TroubleLog((line) => lines.push(line));
  return { lines, log, take: (trouble: MarketTrouble) => log.take(WATCH, trouble) };
}

const failing = (attempt: number): MarketTrouble => ({
  ...{ kind: 'failing', message: 'coinbase answered 503', attempt, nextAttemptAt: 0 },
});
const recovered = (attempts: number): MarketTrouble => ({
  ...{ kind: 'recovered', message: `coinbase answers again, after ${attempts} failed attempts`, attempts },
});

it('has a line when a failure lasts and one when it is over, and none for one that passes', () => {
  const { lines, take } = setLog();
  for (let day = 0; day < 3; day++) {
    take(failing(1));
    take(recovered(1));
  }
  expect(lines).toEqual([]);
  for (let attempt = 1; attempt <= 2_000; attempt++) take(failing(attempt));
  take(recovered(2_000));
  take(failing(1));
  take(recovered(1));
  expect(lines).toEqual([
    'coinbase XYZ/USD 1m has failed 5 times and is tried again: coinbase answered 503',
    'coinbase XYZ/USD 1m: coinbase answers again, after 2000 failed attempts',
  ]);
});

it('has ever fewer lines for gaps of a market that is traded seldom, with their sum', () => {
  const { lines, take } = setLog();
  for (let gap = 0; gap < 40_000; gap++) {
    const missing = { from: gap, to: gap + 2, count: 2, isHead: false, isRefused: false };
    take({ kind: 'missing', message: `gap ${gap}`, missing });
  }
  expect(lines).toHaveLength(16);
  expect(lines.slice(0, 3)).toEqual([
    'gap 0',
    'gap 1; 2 gaps of 4 candles so far',
    'gap 3; 4 gaps of 8 candles so far',
  ]);
});

it('leaves corrections to who stores them, and begins anew with a market that is followed again', () => {
  const { lines, log, take } = setLog();
  const candle = { openTime: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 };
  take({ kind: 'corrected', message: 'changed', before: candle, after: candle });
  take(failing(5));
  log.forget(WATCH.id);
  take(failing(6));
  expect(lines).toHaveLength(2);
});
