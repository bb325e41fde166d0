import type { EpochMs, Ohlcv } from '@detective/data';
import { deviation, quickScale, volumeDeviation, volumeScore, type Scales } from './scales.ts';

/** What the network reads about each candle, in this order. An artifact names them, so that another set is refused. */
export const FEATURES = [
  'asinh(ln(high/last close)/deviation)',
  'asinh(ln(last close/low)/deviation)',
  'asinh(ln(close/last close)/deviation)',
  'ln(range/deviation)',
  'ln(fast range/deviation)',
  'ln(mid range/deviation)',
  'ln(slow range/deviation)',
  'volume score',
  'fast volume score',
  'sine of the next hour',
  'cosine of the next hour',
  'sine of the next weekday',
  'cosine of the next weekday',
] as const;

/** What the network forecasts about the next candle, each with a scale. */
export const TARGETS = ['high', 'low', 'close', 'volume'] as const;

export type Target = (typeof TARGETS)[number];

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const BOUND = 6;
const TARGET_BOUND = 15;

const clamp = (value: number, bound: number): number => Math.min(Math.max(value, -bound), bound);

const logarithm = (ratio: number): number => Math.log(Math.max(ratio, 1e-3));

/**
 * The network's input after a candle, shape [13], each value between −6 and 6.
 *
 * @param before the scales before the candle, which hold the last close
 * @param after the scales after it
 * @param nextOpenTime start of the candle to be forecast; its hour and weekday are known beforehand
 */
export function featuresOf(
  before: Scales,
  after: Scales,
  candle: Ohlcv,
  nextOpenTime: EpochMs,
): Float64Array {
  const last = before.candles === 0 ? candle.open : before.close;
  const unit = deviation(after);
  const day = (2 * Math.PI * (nextOpenTime % DAY)) / DAY;
  const week = (2 * Math.PI * (nextOpenTime % WEEK)) / WEEK;
  const values = [
    Math.asinh(Math.log(candle.high / last) / unit),
    Math.asinh(Math.log(last / candle.low) / unit),
    Math.asinh(Math.log(candle.close / last) / unit),
    logarithm(Math.log(candle.high / candle.low) / unit),
    logarithm(after.rangeFast / unit),
    logarithm(after.rangeMid / unit),
    logarithm(after.rangeSlow / unit),
    volumeScore(after, candle.volume),
    (after.volumeFast - after.volumeMean) / volumeDeviation(after),
    Math.sin(day),
    Math.cos(day),
    Math.sin(week),
    Math.cos(week),
  ];
  const input = new Float64Array(FEATURES.length);
  for (let index = 0; index < input.length; index++) input[index] = clamp(values[index] as number, BOUND);
  return input;
}

/**
 * What the network should have said about `next`, shape [4], in the order of `TARGETS`: the high above and the low
 * below the last close and the close's move, in units of the quick scale; the volume in deviations.
 *
 * @param elapsed intervals in which the market could move: a move over several is brought back to the size of one
 */
export function targetsOf(scales: Scales, next: Ohlcv, elapsed: number): Float64Array {
  const unit = quickScale(scales) * Math.sqrt(elapsed);
  const values: Record<Target, number> = {
    high: Math.log(next.high / scales.close) / unit,
    low: Math.log(scales.close / next.low) / unit,
    close: Math.log(next.close / scales.close) / unit,
    volume: volumeScore(scales, next.volume),
  };
  return Float64Array.from(TARGETS, (target) => clamp(values[target], TARGET_BOUND));
}
