import { simulate, type Ohlcv } from '@detective/data';
import { expect, it } from 'vitest';
import { checkOther, checkTeaching, NothingToLearnError, TooFewCandlesError } from './check-teaching.ts';

const candles = [...simulate({ seed: 3, from: Date.UTC(2020, 0, 1), count: 1500, interval: '1h' })];
const changed = (change: Partial<Ohlcv>): Ohlcv[] => candles.map((candle) => ({ ...candle, ...change }));

it('takes a market that moves and trades', () => {
  expect(() => checkTeaching(candles)).not.toThrow();
});

it('refuses a series that is too short', () => {
  expect(() => checkTeaching(candles.slice(0, 999))).toThrow(TooFewCandlesError);
});

it.each([
  [
    'a constant price',
    { open: 5, high: 5, low: 5, close: 5 },
    'whose price moves, received 1500 candles of which 0 do',
  ],
  ['no volume', { volume: 0 }, 'with a volume above 0, received 1500 candles of which 0 have one'],
  ['an unknown volume', { volume: null }, 'with a volume above 0, received 1500 candles of which 0 have one'],
  ['one volume throughout', { volume: 7 }, 'volumes that differ, received 1500 times 7'],
])('refuses %s, and says what was expected', (_title, change, message) => {
  expect(() => checkTeaching(changed(change))).toThrow(NothingToLearnError);
  expect(() => checkTeaching(changed(change))).toThrow(message);
});

it('refuses a market that stood still but for a few hours', () => {
  const still = candles.map((candle, index) =>
    index < 900 ? candle : { ...candle, open: 5, high: 5, low: 5, close: 5 },
  );
  expect(() => checkTeaching(still)).toThrow('of which 901 do');
});

it('refuses another series by its name, and needs less of it', () => {
  expect(() => checkOther(candles.slice(0, 200), 'eth.csv')).not.toThrow();
  expect(() => checkOther(candles.slice(0, 199), 'eth.csv')).toThrow(
    'Learning from eth.csv as well needs at least 200 candles, received 199.',
  );
  const still = changed({ open: 5, high: 5, low: 5, close: 5 });
  expect(() => checkOther(still, 'eth.csv')).toThrow(
    'Learning from eth.csv as well needs at least 200 candles whose price moves, received 1500 candles of which 0 do',
  );
});
