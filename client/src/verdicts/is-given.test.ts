import { expect, it } from 'vitest';
import { isGiven } from './verdict-documents.ts';

const OPEN_TIME = '2021-05-19T12:00:00.000Z';
const sent = {
  exchange: '',
  symbol: 'BTC/USD',
  interval: '1h',
  openTime: OPEN_TIME,
  kind: 'REAL',
  note: 'seen',
} as const;
const stored = (verdict: { kind: 'REAL' | 'FALSE'; note: string } | null, openTime = OPEN_TIME) => ({
  giveVerdict: { candle: { openTime }, verdict },
});

it('is a verdict that the server names as it was sent', () => {
  expect(isGiven(stored({ kind: 'REAL', note: 'seen' }), sent)).toBe(true);
  expect(isGiven(stored(null), { ...sent, kind: null, note: '' })).toBe(true);
});

it('is not what the answer says of another candle, kind or note, or not at all', () => {
  expect(isGiven(stored({ kind: 'FALSE', note: 'seen' }), sent)).toBe(false);
  expect(isGiven(stored({ kind: 'REAL', note: '' }), sent)).toBe(false);
  expect(isGiven(stored(null), sent)).toBe(false);
  expect(isGiven(stored({ kind: 'REAL', note: 'seen' }), { ...sent, kind: null })).toBe(false);
  expect(isGiven(stored({ kind: 'REAL', note: 'seen' }, '2021-05-19T13:00:00Z'), sent)).toBe(false);
});
