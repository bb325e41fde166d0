import { simulate } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { loadArtifact } from '../artifact.ts';
import { createDetector } from '../detector.ts';
import { judge } from '../evaluate/judge.ts';
import { usesOf } from '../views/fitted-views.ts';
import { VIEWS } from '../views/views.ts';
import { candidateScores, fitCandidate } from './candidate-scores.ts';
import { CANDIDATES, type Candidate } from './candidates.ts';
import { searchSeries } from './search-series.ts';
import { walkSeries } from './walk-series.ts';

const artifact = await loadArtifact('btc-usd-1h');
const candles = [...simulate({ seed: 21, from: Date.UTC(2018, 0, 1), count: 4000, interval: '1h' })];
const training = walkSeries(artifact, candles, '1h');
const detectors = CANDIDATES.at(-1) as Candidate;

describe('the search for a score', () => {
  it('names the detector’s own score last', () => {
    const counted = usesOf(VIEWS).filter(({ weight, share }) => weight > 0 || share > 0);
    for (const { name, weight, share } of counted) {
      expect(detectors.weights[name] ?? 0, name).toBe(weight);
      expect(detectors.shares[name] ?? 0, name).toBe(share);
    }
    const names = [...Object.keys(detectors.weights), ...Object.keys(detectors.shares)];
    expect(new Set(names)).toEqual(new Set(counted.map(({ name }) => name)));
  });

  it('scores each candle as the detector would, given the same tails', () => {
    const { score } = fitCandidate(detectors, artifact, training);
    const shipped = { ...score, sum: artifact.manifest.tails.sum ?? null };
    const scores = candidateScores({ candidate: detectors, score: shipped }, training);
    const steps = [...judge(createDetector(artifact, { interval: '1h', alertsPerWeek: 1 }), candles)];
    steps.forEach(({ judgement, observation: { finding } }, index) => {
      if (judgement.anomalyScore === null) expect(scores[index]).toBeNaN();
      else if (finding.faults.length === 0 && !finding.isTold)
        expect(scores[index]).toBe(judgement.anomalyScore);
    });
  });

  it('measures candidates and rivals at each budget', () => {
    const some = [CANDIDATES[0] as Candidate, detectors];
    const fitted = some.map((candidate) => fitCandidate(candidate, artifact, training));
    const from = Date.UTC(2018, 4, 1);
    const results = searchSeries(artifact, candles, { interval: '1h', from, withFaults: false }, fitted);
    expect(results).toHaveLength(4 + some.length);
    for (const { recall, known, alertsPerWeek, area, found } of results) {
      expect(recall.every((share) => share !== null && share > 0 && share <= 1)).toBe(true);
      expect(alertsPerWeek.every((rate) => rate > 0 && rate < 7)).toBe(true);
      expect([known.length, area, found]).toEqual([2, null, []]);
    }
  });
});
