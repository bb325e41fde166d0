import { INTERVALS } from '@detective/data';
import type { Judgement } from './judgement.ts';
import { survival, thresholdFor } from './score-distribution.ts';
import type { DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector-parts.ts';
import { forecastPrices } from './expectation.ts';
import { limitsOf } from './limits.ts';
import type { Observation } from './observe.ts';
import { explain } from './reason.ts';
import { contributionsOf } from './contributions.ts';
import { asHeard, scoreOf, surprisalsOf, type Sight } from './score.ts';
import { alertProbability, correctedProbability } from './surplus.ts';
import type { PastScores } from './past-scores.ts';
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

/** What was out of the ordinary about a candle, whether it is an anomaly or not. */
export function explainCandle(
  { score: { views } }: DetectorParts,
  state: DetectorState,
  { candle, finding }: Observation,
  { expectation }: Sight,
): Pick<Judgement, 'kinds' | 'reason'> {
  const surprisals = surprisalsOf(views, expectation, candle);
  return explain(views, candle, expectation, asHeard(views, surprisals, state.heads), finding);
}

/** A judgement, and how probable a score as large was by past scores; 0 for a fault of the feed. */
export interface Judged {
  judgement: Judgement;
  probability: number;
}

/** Judges a candle by what was known before it. */
export function judgeCandle(
  parts: DetectorParts,
  state: DetectorState,
  { distribution, levels }: PastScores,
  observation: Observation,
  sight: Sight,
): Judged {
  const { score, interval, rate, usual } = parts;
  const { finding } = observation;
  const { expectation, largest } = sight;
  const threshold = thresholdFor(distribution, alertProbability(levels, rate));
  // A candle that goes on with a fault that was told repeats an old one, which says nothing of the market now.
  const marketScore = finding.isTold ? 0 : scoreOf(score, largest, state.heads);
  // A fault is a fact, not a probability: it is an anomaly at any budget, and has no return period.
  const isFault = finding.faults.length > 0;
  const anomalyScore = isFault ? Math.max(marketScore, threshold + 1) + finding.surprisal : marketScore;
  const isAnomaly = anomalyScore > threshold;
  const { high, low } = forecastPrices(expectation);
  const hours = INTERVALS[interval] / INTERVALS['1h'];
  const probability = isFault ? 0 : survival(distribution, anomalyScore);
  const { upperLimit, lowerLimit } = limitsOf(score, expectation, threshold);
  const { usualHigh, usualLow } = usualRange(usual, expectation);
  const judgement: Judgement = {
    status: 'SCORED',
    forecastHigh: high,
    forecastLow: low,
    anomalyScore,
    threshold,
    upperLimit,
    lowerLimit,
    usualHigh,
    usualLow,
    isAnomaly,
    kinds: [],
    reason: null,
    contributions: isAnomaly && !isFault ? contributionsOf(score, largest, state.heads) : [],
    returnPeriodHours: isFault ? null : hours / Math.max(correctedProbability(levels, probability), RAREST),
  };
  if (isAnomaly) Object.assign(judgement, explainCandle(parts, state, observation, sight));
  return { judgement, probability };
}
