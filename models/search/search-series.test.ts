import { simulate } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { loadArtifact } from '../artifact.ts';
import { createDetector } from '../detector.ts';
import { judge } from '../evaluate/judge.ts';
import { longMoveHalfLife } from '../scales.ts';
import { candidateScores, fitCandidates } from './candidate-scores.ts';
import { CANDIDATES, DETECTOR } from './candidates.ts';
import { searchSeries } from './search-series.ts';
import { walkSeries } from './walk-series.ts';

const artifact = await loadArtifact('btc-usd-1h');
const candles = [...simulate({ seed: 21, from: Date.UTC(2018, 0, 1), count: 4000, interval: '1h' })];
const fit = (names: readonly string[]) =>
  fitCandidates(
    CANDIDATES.filter(({ name }) => names.includes(name)),
    artifact,
    candles,
    '1h',
  );

describe('the search', () => {
  it('changes one constant of the detector at a time, and never in vain', () => {
    const [detector, four, ...others] = CANDIDATES;
    expect(detector).toBe(DETECTOR);
    expect(four?.shares).toEqual({});
    const told = ({ longMove, ...rest }: typeof DETECTOR) => ({
      ...rest,
      longMove: longMove('4h') + longMove('5m'),
    });
    for (const candidate of others) {
      const [now, then] = [told(DETECTOR), told(candidate)];
      const keys = Object.keys({ ...now, ...then }) as (keyof typeof now)[];
      const different = keys.filter((key) => JSON.stringify(now[key]) !== JSON.stringify(then[key]));
      expect(different, candidate.name).toHaveLength(2);
      expect(different).toContain('name');
    }
    expect(new Set(CANDIDATES.map(({ name }) => name)).size).toBe(CANDIDATES.length);
  });

  it('scores each candle as the detector would, given the same tails', () => {
    const walked = walkSeries(artifact, candles, '1h', longMoveHalfLife('1h'));
    const [fitted] = fit([DETECTOR.name]);
    if (!fitted) throw new Error('no candidate');
    const shipped = { ...fitted.score, sum: artifact.manifest.tails.sum ?? null };
    const scores = candidateScores({ candidate: DETECTOR, score: shipped }, walked);
    const steps = [...judge(createDetector(artifact, { interval: '1h', alertsPerWeek: 1 }), candles)];
    steps.forEach(({ judgement, observation: { finding } }, index) => {
      if (judgement.anomalyScore === null) expect(scores[index]).toBeNaN();
      else if (finding.faults.length === 0 && !finding.isTold)
        expect(scores[index]).toBe(judgement.anomalyScore);
    });
  });

  it('fits the tails of the long views to a long move, and leaves the others', () => {
    const [usual, longer] = fit([DETECTOR.name, 'long move: 4000']);
    expect(usual?.artifact).toBe(artifact);
    // Fitted to these candles too, but for a long move that is hardly another.
    const [now] = fitCandidates([{ ...DETECTOR, longMove: () => 2001 }], artifact, candles, '1h');
    const tailsOf = (one: typeof now) => one?.artifact.manifest.tails ?? {};
    expect(tailsOf(longer).volume).toEqual(tailsOf(now).volume);
    expect(tailsOf(longer)['long jump']).not.toEqual(tailsOf(now)['long jump']);
  });

  it('measures candidates and rivals at each budget', () => {
    const names = [
      DETECTOR.name,
      'alone: all thrice',
      'tail: one in 25',
      'past scores: 12 weeks',
      'surplus: 0.2, 0.6',
      'long move: 1000',
    ];
    const fitted = fit(names);
    const from = Date.UTC(2018, 4, 1);
    const results = searchSeries(artifact, candles, { interval: '1h', from, withFaults: false }, fitted);
    expect(results.filter(({ isRival }) => isRival)).toHaveLength(4);
    expect(results.filter(({ isRival }) => !isRival).map(({ name }) => name)).toEqual(names);
    const weeks = ((candles.at(-1)?.openTime ?? 0) - from) / 604_800_000;
    for (const { recall, recallOfAsMany, known, alertsPerWeek, whole, years, area, found } of results) {
      for (const share of [...recall, ...recallOfAsMany]) {
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(alertsPerWeek.every((rate) => rate > 1 / weeks && rate < 7)).toBe(true);
      expect([known.length, whole.of, years.of, area, found]).toEqual([2, 4, 0, null, []]);
    }
    const [first, ...changed] = results.filter(({ isRival }) => !isRival);
    for (const { name, ...figures } of changed) expect(first, name).not.toMatchObject(figures);
  });
});
