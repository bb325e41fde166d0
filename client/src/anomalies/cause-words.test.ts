import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { causeWords, lineWords } from './cause-words.ts';

const row = (kind: DetectionRow['kinds'][number] | null, values: Partial<DetectionRow> = {}) =>
  ({
    ...{ open: 41_700, high: 44_256, low: 38_000, close: 43_000, volume: 12_345 },
    ...{ forecastHigh: 41_862, forecastLow: 41_000 },
    kinds: kind === null ? [] : [kind],
    ...values,
  }) as DetectionRow;

it('says in a line what a candle did', () => {
  expect(lineWords(row('PRICE_SPIKE'), 'BTC/USD')).toBe('Rose 6.1 % to 44,256');
  expect(lineWords(row('PRICE_CRASH'), 'BTC/USD')).toBe('Fell 8.9 % to 38,000');
  expect(lineWords(row('PRICE_JUMP'), 'BTC/USD')).toBe('Closed 3.1 % up at 43,000');
  expect(lineWords(row('PRICE_JUMP', { close: 40_000 }), 'BTC/USD')).toBe('Closed 4.1 % down at 40,000');
  expect(lineWords(row('VOLUME_SURGE'), 'BTC/USD')).toBe('12.3K BTC traded');
  expect(lineWords(row('VOLUME_SURGE', { volume: null }), 'BTC/USD')).toBe('Traded a lot');
  expect(lineWords(row('FEED_GAP'), 'BTC/USD')).toBe('Candles missing before');
  expect(lineWords(row(null), 'BTC/USD')).toBe('Closed 3.1 % up at 43,000');
});

it('gives no share of a move that was over before the candle opened', () => {
  const flat = { open: 203_484, high: 203_484, low: 203_484, close: 203_484 };
  expect(lineWords(row('PRICE_SPIKE', flat), 'BTC/USD')).toBe('Rose to 203,484');
  expect(lineWords(row('PRICE_CRASH', flat), 'BTC/USD')).toBe('Fell to 203,484');
  expect(lineWords(row('PRICE_JUMP', { ...flat, close: 203_000 }), 'BTC/USD')).toBe('Jumped to 203,000');
});

/** As `models/views/forecast-view.ts` writes them. */
const REASON =
  'Rose to 44,256: 2,394 above forecast, 13 × the usual miss; fell to 38,000: 3,000 below forecast, 5.5 × the usual miss.';

it('says how far it missed its forecast, in money, and in usual misses as the reason below it does', () => {
  expect(causeWords(row('PRICE_SPIKE', { reason: REASON }), 'BTC/USD')).toBe(
    'Rose to 44,256: $2,394 above forecast, 13 × the usual miss',
  );
  expect(causeWords(row('PRICE_CRASH', { reason: REASON }), 'BTC/EUR')).toBe(
    'Fell to 38,000: 3,000 EUR below forecast, 5.5 × the usual miss',
  );
  const other = 'Rose to 44,256, 6.1 % above the last close.';
  expect(causeWords(row('PRICE_SPIKE', { reason: other }), 'BTC/USD')).toBe(
    'Rose to 44,256: $2,394 above forecast',
  );
  expect(causeWords(row('PRICE_SPIKE', { reason: null }), 'BTC/USD')).toBe(
    'Rose to 44,256: $2,394 above forecast',
  );
});

it('says nothing of a forecast that the candle did not leave', () => {
  expect(causeWords(row('PRICE_SPIKE', { forecastHigh: 45_000, reason: REASON }), 'BTC/USD')).toBe(
    'Rose 6.1 % to 44,256',
  );
});
