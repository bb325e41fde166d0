import { describe, expect, it } from 'vitest';
import { channelWords, deliveryWords, filterWords } from './channel-words.ts';

const NOW = Date.UTC(2026, 10, 29, 14, 30);
const CALM = { isPaused: false, failingSince: null, lastError: null, pending: 0 };
const SENT = {
  state: 'PENDING',
  attempts: 0,
  lastError: null,
  deliveredAt: null,
  nextAttemptAt: null,
  summaryId: null,
} as const;

describe('a channel in words', () => {
  it('is ready, failing or paused, with what waits', () => {
    expect(channelWords(CALM, NOW)).toEqual({ tone: 'good', text: 'Ready', reason: null });
    expect(channelWords({ ...CALM, pending: 1 }, NOW).text).toBe('Ready, 1 message waits');
    const failing = {
      ...CALM,
      failingSince: '2026-11-29T14:00:00.000Z',
      lastError: 'It answered 500.',
      pending: 3,
    };
    expect(channelWords(failing, NOW)).toEqual({
      tone: 'bad',
      text: 'Failing since 14:00 UTC, 3 messages wait',
      reason: 'It answered 500.',
    });
    expect(channelWords({ ...CALM, isPaused: true }, NOW)).toMatchObject({ tone: 'busy', text: 'Paused' });
    expect(channelWords({ ...failing, isPaused: true }, NOW).tone).toBe('bad');
  });

  it('says which messages it gets', () => {
    const all = {
      ...{ exchange: null, symbol: null, interval: null, kinds: null, minReturnPeriodHours: null },
      incidentsPerWeek: null,
      ...{ quietFrom: null, quietTo: null, timeZone: 'UTC' },
    };
    expect(filterWords(all, String)).toBe('all series');
    const some = {
      ...all,
      symbol: 'BTC/USD',
      interval: '1h',
      exchange: 'kraken',
      kinds: ['PRICE_CRASH' as const],
    };
    expect(filterWords({ ...all, incidentsPerWeek: 0.5 }, String)).toBe(
      'all series · about 1 incident in 2 weeks',
    );
    const night = { ...some, quietFrom: '22:00', quietTo: '07:00', timeZone: 'Europe/Vienna' };
    expect(filterWords(night, () => 'Price crash')).toBe(
      'BTC/USD 1h kraken · Price crash · quiet 22:00–07:00 Europe/Vienna',
    );
  });
});

describe('a delivery in words', () => {
  it('says whether somebody was told, and when', () => {
    expect(deliveryWords(SENT, NOW).text).toBe('on its way');
    const told = { ...SENT, state: 'DELIVERED', deliveredAt: '2026-11-28T23:59:00.000Z' } as const;
    expect(deliveryWords(told, NOW)).toMatchObject({ tone: 'good', text: 'told 28 Nov 2026 23:59 UTC' });
    const together = { ...SENT, summaryId: '1' };
    expect(deliveryWords(together, NOW).text).toBe('on its way in a summary');
    expect(
      deliveryWords({ ...together, state: 'DELIVERED', deliveredAt: '2026-11-29T14:02:00.000Z' }, NOW).text,
    ).toBe('told 14:02 UTC in a summary');
    const late = {
      ...SENT,
      attempts: 2,
      lastError: 'It answered 500.',
      nextAttemptAt: '2026-11-29T14:40:00.000Z',
    };
    expect(deliveryWords(late, NOW)).toEqual({
      tone: 'bad',
      text: 'not told yet, 2 attempts failed, again 14:40 UTC',
      reason: 'It answered 500.',
    });
    expect(deliveryWords({ ...late, state: 'DEAD' }, NOW).text).toBe('not told, given up');
    expect(deliveryWords({ ...SENT, state: 'SKIPPED' }, NOW).text).toBe('left out');
  });
});
