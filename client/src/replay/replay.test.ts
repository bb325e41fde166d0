import { describe, expect, it } from 'vitest';
import type { ReplayStatus } from './replay-documents.ts';
import { phaseOf, wordsFor } from './replay-phase.ts';
import { timeLeft } from './time-left.ts';

const phase = (state: ReplayStatus['state'], isPaused: boolean, to: string | null = null) =>
  phaseOf({ state, isPaused, to } as ReplayStatus);

describe('where a replay stands', () => {
  it('is told apart from what it was ordered to do', () => {
    expect([phase('RUNNING', false), phase('RUNNING', true), phase('PAUSED', true)]).toEqual([
      'running',
      'pausing',
      'paused',
    ]);
    expect([phase('PAUSED', false), phase('PAUSED', false, '2021-03-03T00:00:00Z')]).toEqual([
      'starting',
      'waiting',
    ]);
  });

  it('is over whatever was ordered once the worker has ended', () => {
    expect([phase('FINISHED', true), phase('STOPPED', false)]).toEqual(['finished', 'stopped']);
  });

  it('says until when it waits', () => {
    const to = '2021-03-03T00:00:00Z';
    expect(wordsFor('waiting', { to, total: 9 })).toBe('Replay waiting before 3 Mar 2021');
  });

  it('says so when a server is started again after all candles were stored', () => {
    const words = [9, 0].map((total) => wordsFor('finished', { to: null, total }));
    expect(words).toEqual(['Replay finished', 'Nothing to replay: every candle was stored before']);
  });
});

it('says how long it still takes in the units that matter', () => {
  expect([5, 60, 95, 3_599, 3_600, 7_830, 86_400, 200_000].map(timeLeft)).toEqual([
    'less than a minute',
    '1 min',
    '2 min',
    '1 h',
    '1 h',
    '2 h 11 min',
    '1 day',
    '2 days 8 h',
  ]);
});
