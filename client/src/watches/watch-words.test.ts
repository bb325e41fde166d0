import { expect, it } from 'vitest';
import { watchWords } from './watch-words.ts';

const NOW = Date.UTC(2026, 10, 29, 14, 30);
type Told = Parameters<typeof watchWords>[0];
const LIVE: Told = {
  exchange: 'kraken',
  interval: '1h',
  state: 'LIVE',
  newestOpenTime: '2026-11-29T13:00:00Z',
  nextExpectedAt: '2026-11-29T15:01:00Z',
  failure: null,
  failingSince: null,
  retryAt: null,
};
const text = (changes: Partial<Told>) => watchWords({ ...LIVE, ...changes }, 'Kraken', NOW).text;

it('says when candles came and are due', () => {
  expect(text({})).toBe('Last candle 13:00, next by 15:01 UTC');
  expect(
    text({ interval: '1d', newestOpenTime: '2026-11-28T00:00:00Z', nextExpectedAt: '2026-11-30T00:01:00Z' }),
  ).toBe('Last candle 28 Nov 2026, next by 30 Nov 2026 00:01 UTC');
  expect(text({ newestOpenTime: null })).toBe('First candle by 15:01 UTC');
});

it('says how far the history is', () => {
  expect(text({ state: 'STARTING', newestOpenTime: null })).toBe('Asking Kraken for its candles');
  expect(text({ state: 'BACKFILLING', newestOpenTime: '2026-08-02T07:00:00Z' })).toBe(
    'Fetching history, 2 Aug 2026 07:00 UTC so far',
  );
});

it('says since when nothing comes, why, and when it is tried again', () => {
  const failing: Partial<Told> = {
    state: 'FAILING',
    failure: 'kraken: connect ECONNREFUSED.',
    failingSince: '2026-11-29T13:20:00Z',
    retryAt: '2026-11-29T14:30:40Z',
  };
  expect(text(failing)).toBe('Nothing from Kraken since 13:20 UTC, trying again in 40 s');
  expect(text({ ...failing, retryAt: '2026-11-29T14:45:00Z' })).toMatch(/in 15 min$/);
  expect(text({ ...failing, retryAt: '2026-11-29T14:29:00Z' })).toMatch(/trying again now$/);
  expect(watchWords({ ...LIVE, ...failing }, 'Kraken', NOW)).toMatchObject({
    tone: 'bad',
    reason: 'kraken: connect ECONNREFUSED.',
  });
  expect(text({ state: 'STALE', nextExpectedAt: '2026-11-29T14:01:00Z' })).toBe(
    'Kraken has no new candle since 13:00; the next was due at 14:01 UTC',
  );
  expect(text({ state: 'STOPPED', failingSince: '2026-11-27T10:00:00Z' })).toBe(
    'Stopped since 27 Nov 2026 10:00 UTC',
  );
});
