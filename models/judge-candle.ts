import { INTERVALS } from '@detective/data';
import type { Judgement } from './judgement.ts';
import { scoreDistribution, survival, thresholdFor } from './score-distribution.ts';
import type { DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector-parts.ts';
import { expectationOf, forecastPrices } from './expectation.ts';
import { limitsOf } from './limits.ts';
import type { Observation } from './observe.ts';
import { explain } from './reason.ts';
import { contributionsOf } from './contributions.ts';
import { asHeard, largestOf, scoreOf, type Surprisals } from './score.ts';
import { usualRange } from './usual-range.ts';

/** Nothing is called rarer than once in so many candles; also keeps the figure finite. */
const RAREST = 1e-9;

/** The judgement while there is too little history for one. */
export const WARMING_UP: Judgement = {
  status: 'WARMING_UP',
  forecastHigh: null,
  forecastLow: null,
  anomalyScore: null,
  threshold: null,
  upperLimit: null,
  lowerLimit: null,
  usualHigh: null,
  usualLow: null,
  isAnomaly: false,
  kinds: [],
  returnPeriodHours: null,
  reason: null,
  contributions: [],
};

/** Judges a candle by what was known before it. */
export function judgeCandle(
  { manifest, score, interval, rate, usual }: DetectorParts,
  state: DetectorState,
  { candle, elapsed, finding }: Observation,
  surprisals: Surprisals,
): Judgement {
  const expectation = expectationOf(state, elapsed);
  const heard = (): Surprisals => asHeard(score.views, surprisals, state.heads);
  const distribution = scoreDistribution(state.histogram, manifest.scores.shape);
  const threshold = thresholdFor(distribution, rate);
  // A candle that goes on with a fault that was told repeats an old one, which says nothing of the market now.
  const marketScore = finding.isTold ? 0 : scoreOf(score, largestOf(surprisals), state.heads);
  // A fault is a fact, not a probability: it is an anomaly at any budget, and has no return period.
  const isFault = finding.faults.length > 0;
  const anomalyScore = isFault ? Math.max(marketScore, threshold + 1) + finding.surprisal : marketScore;
  const isAnomaly = anomalyScore > threshold;
  const { high, low } = forecastPrices(expectation);
  const hours = INTERVALS[interval] / INTERVALS['1h'];
  return {
    status: 'SCORED',
    forecastHigh: high,
    forecastLow: low,
    anomalyScore,
    threshold,
    ...limitsOf(score, expectation, threshold),
    ...usualRange(usual, expectation),
    isAnomaly,
    kinds: [],
    reason: null,
    contributions: isAnomaly && !isFault ? contributionsOf(score, largestOf(surprisals), state.heads) : [],
    returnPeriodHours: isFault ? null : hours / Math.max(survival(distribution, anomalyScore), RAREST),
    ...(isAnomaly ? explain(score.views, candle, expectation, heard(), finding) : {}),
  };
}
