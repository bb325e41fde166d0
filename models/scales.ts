import { INTERVALS, type Interval, type Ohlcv } from '@detective/data';

/**
 * What the detector knows about the market's habits after some candle: the last close and running scales of return,
 * range and volume. Everything the network sees is divided by these, so that one model serves any price level.
 */
export interface Scales {
  /** Candles seen since the start or the last restart of the warm-up. */
  candles: number;
  /** Those of them that had a volume. */
  volumeCandles: number;
  close: number;
  /** Slow mean of the squared log return. */
  variance: number;
  /** Mean of the absolute log return over about twelve weeks, or 2,000 candles where that is longer. */
  longMove: number;
  /** Means of ln(high/low), or of the distance to the last close where that is larger, over about 3, 12 and 48 candles. */
  rangeFast: number;
  rangeMid: number;
  rangeSlow: number;
  /** Mean of ln(volume), slow and fast, and the slow mean of its squared deviation. */
  volumeMean: number;
  volumeFast: number;
  volumeVariance: number;
  /** Candles in a row up to this one in which nothing moved. */
  stillRun: number;
  /** Means of the recent returns in deviations, each cut at 3, over about 6 and 36 candles: whether the price drifts. */
  driftFast: number;
  driftSlow: number;
  /** Mean of the recent volume scores over about 4 candles, cut at −8 and 2: whether trading dries up. */
  dryness: number;
  /** How far each of these went already: more of the same is told by steps. */
  knownFast: number;
  knownSlow: number;
  knownDry: number;
}

/** What a market looks like before anything was seen of it, at one-hour candles. */
export interface Priors {
  /** Standard deviation of the hourly log return. */
  volatility: number;
  /** Mean of the hourly ln(high/low). */
  range: number;
  /** Standard deviation of ln(volume) about its slow mean. */
  volumeDeviation: number;
}

/** Half-lives in candles. */
export const HALF_LIVES = {
  slow: 168,
  long: 2000,
  rangeFast: 3,
  rangeMid: 12,
  rangeSlow: 48,
  volumeFast: 4,
  driftFast: 6,
  driftSlow: 36,
  dryness: 4,
} as const;

/** Half-life of the long move in candles: of short ones as many as last as long as so many hours. */
export const longMoveHalfLife = (interval: Interval, candles: number = HALF_LIVES.long): number =>
  candles * Math.max(INTERVALS['1h'] / INTERVALS[interval], 1);

/** Candles needed before the first score. */
export const WARM_UP_CANDLES = 48;

/** A return beyond so many deviations counts as one of this size, so that one candle can't own the scale for a week. */
const WINSOR_RETURN = 10;
const WINSOR_VOLUME = 4;
/** How many candles the prior is worth when the running means begin. */
const PRIOR_CANDLES = 8;
const SMALLEST_DEVIATION = 1e-6;
/** Mean absolute value of a normal variable of deviation 1. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);
/** A candle that stood still counts so little for the variance: hours of it must not make an ordinary move a sensation. */
const STILL_SHARE = 1 / 8;

const HOUR = INTERVALS['1h'];

/**
 * The scales before the first candle of a series: a random walk's scales grow with the root of the interval.
 * `close` and the volume means are set by the first candle.
 */
export function initialScales(priors: Priors, interval: Interval): Scales {
  const growth = Math.sqrt(INTERVALS[interval] / HOUR);
  const range = priors.range * growth;
  return {
    candles: 0,
    volumeCandles: 0,
    close: 0,
    variance: (priors.volatility * growth) ** 2,
    longMove: priors.volatility * growth * MEAN_ABSOLUTE,
    rangeFast: range,
    rangeMid: range,
    rangeSlow: range,
    volumeMean: 0,
    volumeFast: 0,
    volumeVariance: priors.volumeDeviation ** 2,
    stillRun: 0,
    driftFast: 0,
    driftSlow: 0,
    dryness: 0,
    knownFast: 0,
    knownSlow: 0,
    knownDry: 0,
  };
}

/** Standard deviation of the log return, never zero. */
export const deviation = (scales: Scales): number => Math.max(Math.sqrt(scales.variance), SMALLEST_DEVIATION);

/** Standard deviation of the log return over a longer time, as its mean absolute value tells it; never zero. */
export const longDeviation = (scales: Scales): number =>
  Math.max(scales.longMove / MEAN_ABSOLUTE, SMALLEST_DEVIATION);

/** The quick scale on which the network forecasts prices: the geometric mean of two ranges, never zero. */
export const quickScale = (scales: Scales): number =>
  Math.max(Math.sqrt(scales.rangeFast * scales.rangeMid), 0.05 * deviation(scales));

export const volumeDeviation = (scales: Scales): number => Math.max(Math.sqrt(scales.volumeVariance), 0.1);

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Weight of the newest value: a plain mean at first, exponential forgetting later. */
function weight(halfLife: number, candles: number, prior: number): number {
  return Math.max(1 - 2 ** (-1 / halfLife), 1 / (candles + 1 + prior));
}

const towards = (mean: number, value: number, share: number): number => mean + share * (value - mean);

/** Whether any volume was ever learned. */
export const knowsVolume = ({ volumeCandles }: Scales): boolean => volumeCandles > 0;

/** The volume's logarithm about its mean, in natural log units; one of zero, or an unknown one, counts as ordinary. */
function volumeDistance(scales: Scales, volume: number | null): number {
  if (volume === null || !(volume > 0) || !knowsVolume(scales)) return 0;
  return Math.log(volume) - scales.volumeMean;
}

/** Deviations of ln(volume) from its slow mean; 0 where nothing is known (no volume, or the first that has one). */
export const volumeScore = (scales: Scales, volume: number | null): number =>
  volumeDistance(scales, volume) / volumeDeviation(scales);

type VolumeScales = Pick<Scales, 'volumeCandles' | 'volumeMean' | 'volumeFast' | 'volumeVariance'>;

function learnVolume(scales: Scales, volume: number | null): VolumeScales {
  const { volumeCandles, volumeMean, volumeFast, volumeVariance } = scales;
  if (volume === null || !(volume > 0)) return { volumeCandles, volumeMean, volumeFast, volumeVariance };
  const logarithm = Math.log(volume);
  // Volume has no prior level: the first few candles that have one set it.
  if (!knowsVolume(scales)) {
    return { volumeCandles: 1, volumeMean: logarithm, volumeFast: logarithm, volumeVariance };
  }
  const bound = WINSOR_VOLUME * volumeDeviation(scales);
  const distance = clamp(volumeDistance(scales, volume), -bound, bound);
  const slow = weight(HALF_LIVES.slow, volumeCandles, 0);
  const fast = weight(HALF_LIVES.volumeFast, volumeCandles, 0);
  return {
    volumeCandles: volumeCandles + 1,
    volumeMean: volumeMean + slow * distance,
    volumeFast: towards(volumeFast, volumeMean + distance, fast),
    volumeVariance: towards(
      volumeVariance,
      distance ** 2,
      weight(HALF_LIVES.slow, volumeCandles, PRIOR_CANDLES),
    ),
  };
}

/**
 * The scales after one more candle, whose prices are believed. `growth` is the root of the number of intervals
 * since the last candle: what moved during a gap is brought back to the size of one interval.
 *
 * @param counts how much the candle counts for the ranges, from 0 to 1
 * @param long half-life of the long move in candles
 */
export function learnScales(
  scales: Scales,
  candle: Ohlcv,
  growth = 1,
  counts = 1,
  long: number = HALF_LIVES.long,
): Scales {
  const { candles } = scales;
  const last = candles === 0 ? candle.open : scales.close;
  const bound = WINSOR_RETURN * deviation(scales);
  const moved = clamp(Math.log(candle.close / last) / growth, -bound, bound);
  const reach = Math.max(Math.log(candle.high / candle.low), Math.abs(moved));
  const range = Math.min(reach, 2 * bound);
  const rangeShare = (halfLife: number): number => counts * weight(halfLife, candles, PRIOR_CANDLES);
  const still = reach > 0 ? 1 : STILL_SHARE;
  const moveShare = (halfLife: number): number => still * weight(halfLife, candles, PRIOR_CANDLES);
  const { driftFast, driftSlow, dryness, knownFast, knownSlow, knownDry } = scales;
  return Object.assign(learnVolume(scales, candle.volume), {
    driftFast,
    driftSlow,
    dryness,
    knownFast,
    knownSlow,
    knownDry,
    candles: candles + 1,
    stillRun: reach > 0 ? 0 : scales.stillRun + 1,
    close: candle.close,
    variance: towards(scales.variance, moved ** 2, moveShare(HALF_LIVES.slow)),
    longMove: towards(scales.longMove, Math.abs(moved), moveShare(long)),
    rangeFast: towards(scales.rangeFast, range, rangeShare(HALF_LIVES.rangeFast)),
    rangeMid: towards(scales.rangeMid, range, rangeShare(HALF_LIVES.rangeMid)),
    rangeSlow: towards(scales.rangeSlow, range, rangeShare(HALF_LIVES.rangeSlow)),
  });
}
