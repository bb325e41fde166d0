import { expect, it } from 'vitest';
import type { CandleSource } from '../api/documents.ts';
import { sourceTrouble } from './source-trouble.ts';

const BITSTAMP: CandleSource = {
  ...{ kind: 'EXCHANGE', label: 'Bitstamp', symbol: 'BTC/USD', interval: '1h' },
  ...{ state: 'RUNNING', failure: null, failingSince: null },
};

it('is none while candles come, nor after a replay that has simply sent its last candle', () => {
  expect(sourceTrouble(BITSTAMP)).toBeNull();
  expect(sourceTrouble({ ...BITSTAMP, kind: 'CSV', label: 'hours.csv', state: 'ENDED' })).toBeNull();
});

it('says since when a source fails that the server still tries', () => {
  const failing = {
    state: 'FAILING',
    failure: 'Too many requests.',
    failingSince: '2026-05-05T13:07:00Z',
  } as const;
  expect(sourceTrouble({ ...BITSTAMP, ...failing })).toEqual({
    isFinal: false,
    headline: 'The watch over Bitstamp has been failing since 13:07 UTC on 5 May 2026.',
    reason: 'Too many requests.',
  });
});

it('says what has ended for good', () => {
  const ended = { state: 'ENDED', failure: 'Line 7 has no date. Correct the file and restart.' } as const;
  expect(sourceTrouble({ ...BITSTAMP, ...ended })?.headline).toBe('The watch over Bitstamp has ended.');
  expect(sourceTrouble({ ...BITSTAMP, kind: 'CSV', label: 'hours.csv', ...ended })).toEqual({
    isFinal: true,
    headline: 'The replay of hours.csv has ended.',
    reason: 'Line 7 has no date. Correct the file and restart.',
  });
});
