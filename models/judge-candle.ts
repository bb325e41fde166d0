import { INTERVALS, type Ohlcv } from '@detective/data';
import { scoreLaw, survival, thresholdFor } from './calibration.ts';
import type { Detection } from './detection.ts';
import type { DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector.ts';
import { expectationOf, forecastPrices } from './expectation.ts';
import type { FeedFinding } from './feed-faults.ts';
import { limitsOf } from './limits.ts';
import { explain } from './reason.ts';
import { scoreOf, surprisesOf } from './views.ts';

/** Nothing is called rarer than once in so many candles; also keeps the figure finite. */
const RAREST = 1e-9;

/** The judgement while there is too little history for one. */
export const WARMING_UP: Detection = {
  status: 'WARMING_UP',
  forecastHigh: null,
  forecastLow: null,
  anomalyScore: null,
  threshold: null,
  upperLimit: null,
  lowerLimit: null,
  isAnomaly: false,
  kinds: [],
  returnPeriodHours: null,
  reason: null,
};

/**
 * Judges a candle by what was known before it.
 *
 * @param intervals intervals since the previous candle; more than 1 after a gap
 * @param found what the look at the feed itself brought to light
 */
export function judgeCandle(
  { manifest, interval, rate }: DetectorParts,
  state: DetectorState,
  candle: Ohlcv,
  intervals: number,
  found: FeedFinding,
): Detection {
  const expectation = expectationOf(state, intervals);
  const surprises = surprisesOf(manifest.tails, expectation, candle);
  const law = scoreLaw(state.record, manifest.scores.shape);
  const threshold = thresholdFor(law, rate);
  const marketScore = scoreOf(surprises);
  // A fault is a fact, not a probability: it is an anomaly at any budget, and has no return period.
  const isFault = found.faults.length > 0;
  const anomalyScore = isFault ? Math.max(marketScore, threshold + 1) + found.surprise : marketScore;
  const isAnomaly = anomalyScore > threshold;
  const { high, low } = forecastPrices(expectation);
  const hours = INTERVALS[interval] / INTERVALS['1h'];
  return {
    status: 'SCORED',
    forecastHigh: high,
    forecastLow: low,
    anomalyScore,
    threshold,
    ...limitsOf(manifest.tails, expectation, threshold),
    isAnomaly,
    kinds: [],
    reason: null,
    returnPeriodHours: isFault ? null : hours / Math.max(survival(law, anomalyScore), RAREST),
    ...(isAnomaly ? explain(candle, expectation, surprises, found) : {}),
  };
}
