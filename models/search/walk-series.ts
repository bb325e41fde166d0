import type { Interval, Ohlcv } from '@detective/data';
import type { Artifact } from '../artifact.ts';
import { initialDetectorState } from '../detector-state.ts';
import { expectationOf } from '../expectation.ts';
import { learnCandle } from '../learn-candle.ts';
import { packEnsemble } from '../lstm.ts';
import { observe, type Observation } from '../observe.ts';
import { WARM_UP_CANDLES } from '../scales.ts';
import { largestOf } from '../score.ts';
import { usualResiduals } from '../usual-range.ts';
import { fittedScore } from '../views/fitted-views.ts';
import { VIEWS } from '../views/views.ts';

/** A series as all views see it, once for any number of scores. */
export interface WalkedSeries {
  observations: Observation[];
  /** For each candle the largest surprisal of each view, in the order of `VIEWS`; null while warming up. */
  largest: (number[] | null)[];
}

/**
 * Takes a series through the detector's own steps up to the surprisals of the views, and no further.
 *
 * @param longMove half-life of the long move in candles
 */
export function walkSeries(
  { manifest, members }: Artifact,
  candles: readonly Ohlcv[],
  interval: Interval,
  longMove: number,
): WalkedSeries {
  const score = fittedScore(VIEWS, manifest.tails);
  const usual = usualResiduals(manifest.tails);
  const parts = { manifest, score, ensemble: packEnsemble(members), interval, rate: Number.NaN, usual };
  let state = initialDetectorState(manifest, interval);
  const walked: WalkedSeries = { observations: [], largest: [] };
  for (const candle of candles) {
    const observation = observe(state, candle, { interval, priors: manifest.priors, longMove });
    const isWarm = state.scales.candles >= WARM_UP_CANDLES;
    const expectation = expectationOf(state, observation.elapsed);
    walked.observations.push(observation);
    walked.largest.push(isWarm ? largestOf(score.views, expectation, candle) : null);
    state = learnCandle(parts, state, observation, null);
  }
  return walked;
}
