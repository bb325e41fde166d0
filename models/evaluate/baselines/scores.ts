import { createRandom } from '@detective/data';
import type { Ohlcv } from '@detective/data';
import { IsolationForest } from './isolation-forest.ts';
import { MarketScale } from './market-scale.ts';
import type { ScaledCandle } from './market-scale.ts';

/** An anomaly score for each candle from the candles before it; NaN where there are too few. */
export interface ScoreBaseline {
  name: string;
  scores: Float64Array;
}

const Z_WINDOW = 168;

/** The usual simple detectors, each over the whole series. */
export function scoreBaselines(candles: readonly Ohlcv[]): ScoreBaseline[] {
  const scale = new MarketScale();
  const scaled = candles.map((candle) => scale.scale(candle));
  const by = (score: (candle: ScaledCandle) => number) =>
    Float64Array.from(scaled, (candle) => (candle ? score(candle) : Number.NaN));
  return [
    { name: 'rolling z-score of the return, 168 candles', scores: zScores(candles) },
    { name: 'absolute return / EWMA deviation', scores: by(({ move }) => Math.abs(move)) },
    { name: 'largest excursion / EWMA deviation', scores: by(({ up, down }) => Math.max(up, down)) },
    { name: 'isolation forest: high, low, return, volume', scores: forestScores(scaled) },
  ];
}

/** |return − mean| / deviation, both over the last 168 returns. */
export function zScores(candles: readonly Ohlcv[], window = Z_WINDOW): Float64Array {
  const returns = candles.map(({ close }, i) => Math.log(close / (candles[i - 1]?.close ?? close)));
  let [sum, squares] = [0, 0];
  return Float64Array.from(returns, (value, index) => {
    const mean = sum / window;
    const variance = Math.max(squares / window - mean * mean, 1e-12);
    const score = index > window ? Math.abs(value - mean) / Math.sqrt(variance) : Number.NaN;
    if (index > 0) {
      const left = index > window ? (returns[index - window] as number) : 0;
      sum += value - left;
      squares += value * value - left * left;
    }
    return score;
  });
}

const FIRST_FIT = 1000;
const REFIT_EVERY = 2190;
const LONGEST_HISTORY = 8760;
const SEED = 1;

/** The forest is grown anew four times a year from the last year of candles, never from later ones. */
function forestScores(scaled: readonly (ScaledCandle | null)[]): Float64Array {
  const points = scaled.map((candle) =>
    candle ? Float64Array.of(candle.up, candle.down, candle.move, candle.volume) : null,
  );
  const random = createRandom(SEED);
  let forest: IsolationForest | undefined;
  return Float64Array.from(points, (point, index) => {
    if (index >= FIRST_FIT && (index - FIRST_FIT) % REFIT_EVERY === 0) {
      const past = points.slice(Math.max(0, index - LONGEST_HISTORY), index);
      forest = new IsolationForest(
        past.flatMap((row) => (row ? [row] : [])),
        random,
      );
    }
    return forest && point ? forest.score(point) : Number.NaN;
  });
}
