import type { Ohlcv } from '@detective/data';
import { deviation, HALF_LIVES, volumeScore, type Scales } from './scales.ts';

/** What the detector looks at over more than one candle. */
export type Trend = 'fast' | 'slow' | 'dry';

type Field = 'driftFast' | 'driftSlow' | 'dryness';
type KnownField = 'knownFast' | 'knownSlow' | 'knownDry';

interface TrendFields {
  mean: Field;
  known: KnownField;
  /** What the newest candle counts in the mean, and one over the deviation of such a mean. */
  share: number;
  unit: number;
}

function fieldsOf(mean: Field, known: KnownField): TrendFields {
  const keep = 2 ** (-1 / HALF_LIVES[mean]);
  return { mean, known, share: 1 - keep, unit: Math.sqrt((1 + keep) / (1 - keep)) };
}

const FIELDS: Record<Trend, TrendFields> = {
  fast: fieldsOf('driftFast', 'knownFast'),
  slow: fieldsOf('driftSlow', 'knownSlow'),
  dry: fieldsOf('dryness', 'knownDry'),
};

/** A single return counts no more than this: that it was large is told by other views. */
const RETURN_BOUND = 3;
const VOLUME_BOUNDS = { least: -8, most: 2 };
/** Without so many candles that have a volume nobody knows what little volume is. */
const FEWEST_VOLUMES = 48;
/** A trend from this size on is told by steps of this factor, and anew once it has fallen to half. */
const KNOWN_FROM = 2;
const STEP = 1.25;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

function newestOf(trend: Trend, scales: Scales, { close, volume }: Ohlcv, growth: number): number {
  if (trend !== 'dry') {
    if (scales.candles === 0) return 0;
    return clamp(Math.log(close / scales.close) / growth / deviation(scales), -RETURN_BOUND, RETURN_BOUND);
  }
  if (scales.volumeCandles < FEWEST_VOLUMES || volume === null || !(volume > 0)) return 0;
  return clamp(volumeScore(scales, volume), VOLUME_BOUNDS.least, VOLUME_BOUNDS.most);
}

function meanAfter(trend: Trend, scales: Scales, candle: Ohlcv, growth: number): number {
  const { mean, share } = FIELDS[trend];
  return scales[mean] + share * (newestOf(trend, scales, candle, growth) - scales[mean]);
}

/**
 * How far a trend has gone with this candle, with its sign: means of the last returns or volume scores in the deviation
 * that such a mean of independent ones of deviation 1 has.
 */
export function trendAfter(trend: Trend, scales: Scales, candle: Ohlcv, growth: number): number {
  return meanAfter(trend, scales, candle, growth) * FIELDS[trend].unit;
}

/**
 * The same where it is news: further than it was already known to be by a step, else 0. So a fall of days is told a few
 * times as it goes on, and not at each of its candles.
 */
export function newTrend(trend: Trend, scales: Scales, candle: Ohlcv, growth: number): number {
  const value = trendAfter(trend, scales, candle, growth);
  return isNews(scales[FIELDS[trend].known], value) ? value : 0;
}

const isNews = (known: number, value: number): boolean =>
  known === 0 || Math.sign(value) !== Math.sign(known) || Math.abs(value) >= STEP * Math.abs(known);

function knownAfter(known: number, value: number): number {
  if (isNews(known, value)) return Math.abs(value) >= KNOWN_FROM ? value : 0;
  return Math.abs(value) < Math.abs(known) / 2 ? 0 : known;
}

/** What is known of the trends after one more candle. */
export function learnTrends(scales: Scales, candle: Ohlcv, growth: number): Pick<Scales, Field | KnownField> {
  const known = (trend: Trend): number =>
    knownAfter(scales[FIELDS[trend].known], trendAfter(trend, scales, candle, growth));
  return {
    driftFast: meanAfter('fast', scales, candle, growth),
    driftSlow: meanAfter('slow', scales, candle, growth),
    dryness: meanAfter('dry', scales, candle, growth),
    knownFast: known('fast'),
    knownSlow: known('slow'),
    knownDry: known('dry'),
  };
}
