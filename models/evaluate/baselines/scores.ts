import { createRandom } from '@detective/data';
import type { FeedFinding } from '../../feed-faults.ts';
import type { Observation } from '../../observe.ts';
import { IsolationForest } from './isolation-forest.ts';
import { MarketScale } from './market-scale.ts';
import type { ScaledCandle } from './market-scale.ts';

/** What a baseline gets to see of a candle. */
export type SeenCandle = Pick<Observation, 'candle' | 'elapsed'> & {
  finding: Pick<FeedFinding, 'learnable' | 'faults'>;
};

/** An anomaly score for each candle from the candles before it; NaN where there are too few. */
export interface ScoreBaseline {
  name: string;
  scores: Float64Array;
}

const Z_WINDOW = 168;

/**
 * The usual simple detectors, each over the whole series. They get what the detector gets: a candle at which the feed
 * was at fault teaches them as much or as little, and a move over missing candles is brought back to the size of one.
 */
export function scoreBaselines(observations: readonly SeenCandle[]): ScoreBaseline[] {
  const scaled = scaledCandles(observations);
  const by = (score: (candle: ScaledCandle) => number) =>
    Float64Array.from(scaled, (candle) => (candle ? score(candle) : Number.NaN));
  return [
    { name: 'rolling z-score of the return, 168 candles', scores: zScores(observations) },
    { name: 'absolute return / EWMA deviation', scores: by(({ move }) => Math.abs(move)) },
    { name: 'largest excursion / EWMA deviation', scores: by(({ up, down }) => Math.max(up, down)) },
    { name: 'isolation forest: high, low, return, volume', scores: forestScores(observations, scaled) },
  ];
}

function scaledCandles(observations: readonly SeenCandle[]): (ScaledCandle | null)[] {
  const scale = new MarketScale();
  return observations.map(({ candle, finding: { learnable }, elapsed }) => {
    const growth = Math.sqrt(elapsed);
    const scaled = scale.scale(candle, growth);
    if (learnable) scale.update(learnable, growth);
    return scaled;
  });
}

/** |return − mean| / deviation, both over the last 168 returns that were learned. */
export function zScores(observations: readonly SeenCandle[], window = Z_WINDOW): Float64Array {
  const returns: number[] = [];
  let [sum, squares, last] = [0, 0, Number.NaN];
  return Float64Array.from(observations, ({ candle, finding: { learnable }, elapsed }) => {
    const returnTo = (close: number) => Math.log(close / last) / Math.sqrt(elapsed);
    const mean = sum / window;
    const variance = Math.max(squares / window - mean * mean, 1e-12);
    const isFull = returns.length >= window;
    const score = isFull ? Math.abs(returnTo(candle.close) - mean) / Math.sqrt(variance) : Number.NaN;
    if (learnable === null) return score;
    if (!Number.isNaN(last)) {
      const value = returnTo(learnable.close);
      const left = isFull ? (returns[returns.length - window] as number) : 0;
      sum += value - left;
      squares += value * value - left * left;
      returns.push(value);
    }
    last = learnable.close;
    return score;
  });
}

const FIRST_FIT = 1000;
const REFIT_EVERY = 2190;
const LONGEST_HISTORY = 8760;
const SEED = 1;

/** The forest is grown anew four times a year from the last year of candles without a fault, never from later ones. */
function forestScores(
  observations: readonly SeenCandle[],
  scaled: readonly (ScaledCandle | null)[],
): Float64Array {
  const points = scaled.map((candle) =>
    candle ? Float64Array.of(candle.up, candle.down, candle.move, candle.volume) : null,
  );
  const isSound = observations.map(({ finding }) => finding.faults.length === 0);
  const random = createRandom(SEED);
  let forest: IsolationForest | undefined;
  return Float64Array.from(points, (point, index) => {
    if (index >= FIRST_FIT && (index - FIRST_FIT) % REFIT_EVERY === 0) {
      const from = Math.max(0, index - LONGEST_HISTORY);
      const past = points.slice(from, index).filter((_, offset) => isSound[from + offset]);
      forest = new IsolationForest(
        past.flatMap((row) => (row ? [row] : [])),
        random,
      );
    }
    return forest && point ? forest.score(point) : Number.NaN;
  });
}
