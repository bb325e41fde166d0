import { describe, expect, it } from 'vitest';
import type { CandleSource } from '../api/documents.ts';
import { overdueOf, overdueExpectation, overdueWords } from './overdue.ts';

const HOUR = 3_600_000;
const CLOSED_AT = Date.UTC(2026, 4, 5, 13);
const DUE_AT = CLOSED_AT + HOUR;
const ofClient = { closedAt: CLOSED_AT, intervalMs: HOUR, isOfExchange: false };

describe('a candle is overdue', () => {
  it('when the server says so, whoever sends the series', () => {
    expect(overdueOf(ofClient, DUE_AT, DUE_AT)).toEqual({ closedAt: CLOSED_AT, dueAt: DUE_AT });
    expect(overdueOf(ofClient, null, DUE_AT + 9 * HOUR)).toBeNull();
  });

  it('no longer than until it comes, although the server was last asked before', () => {
    expect(overdueOf({ ...ofClient, closedAt: DUE_AT }, DUE_AT, DUE_AT)).toBeNull();
  });

  it('of an exchange some minutes after it should have closed', () => {
    const ofExchange = { ...ofClient, isOfExchange: true };
    expect(overdueOf(ofExchange, null, DUE_AT + 60_000)).toBeNull();
    expect(overdueOf(ofExchange, null, DUE_AT + 180_000)?.dueAt).toBe(DUE_AT);
  });
});

it('says for how long in the unit that matters', () => {
  expect(overdueWords(63 * 60_000)).toBe('63 minutes');
  expect(overdueWords(5.9 * HOUR)).toBe('5 hours');
  expect(overdueWords(49 * HOUR)).toBe('2 days');
});

it('promises candles only where somebody still asks for them', () => {
  const exchange: CandleSource = {
    ...{ kind: 'EXCHANGE', label: 'Bitstamp', symbol: 'BTC/USD', interval: '1h' },
    ...{ state: 'RUNNING', failure: null, failingSince: null },
  };
  expect(overdueExpectation(exchange)).toBe('Missing candles are fetched as soon as Bitstamp has them.');
  expect(overdueExpectation({ ...exchange, state: 'ENDED' })).toBe('');
  expect(overdueExpectation(null)).toMatch(/^Whatever sends the candles of this series has stopped/);
});
