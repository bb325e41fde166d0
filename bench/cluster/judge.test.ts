import { describe, expect, it } from 'vitest';
import { compareSeries } from './judge.ts';

const TIMES = ['2021-01-01T00:00:00.000Z', '2021-01-01T01:00:00.000Z', '2021-01-01T02:00:00.000Z'];
const stored = TIMES.map((openTime, index) => ({ openTime, score: index === 0 ? null : index }));
const sent = stored.map((each) => ({ ...each, sentAt: 0, acknowledgedAt: 1, receivers: 1 }));
const judged = (received: string[], rows = stored) =>
  compareSeries({ symbol: 'BTC', sent, followers: [{ received }] }, rows);

describe('the verdict on a series', () => {
  it('finds nothing where all was stored, and received once and in order', () => {
    expect(judged(TIMES)).toEqual([]);
  });

  it('finds an acknowledged candle that is not stored', () => {
    expect(judged(TIMES.slice(0, 2), stored.slice(0, 2)).join()).toMatch(
      'What is stored of BTC: 2 in place of 3',
    );
  });

  it('finds another score than the one that was told', () => {
    const others = stored.map((each) => ({ ...each, score: 7 }));
    expect(judged(TIMES, others).join()).toMatch(
      'Scores of BTC: what is stored: 3 in place of 3; number 0 is 7, not null',
    );
  });

  it('finds a candle that a subscriber lacks, has twice, or has in another order', () => {
    const [first = '', second = '', third = ''] = TIMES;
    for (const received of [
      [first, second],
      [first, second, second, third],
      [first, third, second],
      [...TIMES, third],
    ])
      expect(judged(received)).toEqual([expect.stringMatching('What subscriber 0 of BTC received')]);
  });
});
