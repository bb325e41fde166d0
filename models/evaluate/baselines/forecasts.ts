import type { Ohlcv } from '@detective/data';
import { mean, median } from '../statistics.ts';

/** A forecast of one value of candle `index` from the candles before it; NaN where there are too few. */
export interface ForecastBaseline {
  name: string;
  forecast: Float64Array;
}

/** What a forecast is about. */
export type ForecastTarget = 'high' | 'low' | 'close' | 'logVolume';

const MEDIAN_CANDLES = 48;
const RANGE_HALF_LIFE = 3;
/** Share of the usual range by which the next high lies above the last close; fitted to earlier years. */
const RANGE_SHARE = 0.36;

const at = (candles: readonly Ohlcv[], index: number) => candles[index] as Ohlcv;

const series = (
  candles: readonly Ohlcv[],
  needed: number,
  value: (index: number, previous: Ohlcv) => number,
): Float64Array =>
  Float64Array.from(candles, (_, i) => (i < needed ? Number.NaN : value(i, at(candles, i - 1))));

/** Exponential mean of ln(high/low) over the candles before each one. */
function usualRange(candles: readonly Ohlcv[]): Float64Array {
  const keep = 0.5 ** (1 / RANGE_HALF_LIFE);
  let [sum, weight] = [0, 0];
  return Float64Array.from(candles, ({ high, low }) => {
    const before = sum / weight;
    sum = keep * sum + Math.log(high / low);
    weight = keep * weight + 1;
    return before;
  });
}

/** The simple forecasts that a model has to beat, for each target; the first is the most naive. */
export function forecastBaselines(candles: readonly Ohlcv[]): Record<ForecastTarget, ForecastBaseline[]> {
  const range = usualRange(candles);
  const recent = (index: number, value: (candle: Ohlcv, before: Ohlcv) => number) =>
    Array.from({ length: MEDIAN_CANDLES }, (_, back) =>
      value(at(candles, index - 1 - back), at(candles, index - 2 - back)),
    );
  const edge = (side: 'high' | 'low', sign: 1 | -1): ForecastBaseline[] => [
    { name: `the last ${side}`, forecast: series(candles, 1, (_, last) => last[side]) },
    {
      name: `last close × exp(median of ln(${side}/previous close), 48 candles)`,
      forecast: series(candles, MEDIAN_CANDLES + 1, (index, { close }) => {
        return (
          close * Math.exp(median(recent(index, (candle, before) => Math.log(candle[side] / before.close))))
        );
      }),
    },
    {
      name: `last close × exp(${sign < 0 ? '−' : ''}0.36 × mean of ln(high/low), half-life 3 candles)`,
      forecast: series(candles, 1, (index, { close }) => {
        return close * Math.exp(sign * RANGE_SHARE * (range[index] as number));
      }),
    },
  ];
  return {
    high: edge('high', 1),
    low: edge('low', -1),
    close: [{ name: 'the last close', forecast: series(candles, 1, (_, last) => last.close) }],
    logVolume: [
      { name: 'the last volume', forecast: series(candles, 1, (_, last) => logVolume(last)) },
      {
        name: 'mean of the last 24 volumes (logs)',
        forecast: series(candles, 24, (index) => mean(candles.slice(index - 24, index).map(logVolume))),
      },
    ],
  };
}

/** ln(volume); a candle without trades counts as the smallest volume that exchanges quote; NaN where it is not known. */
export const logVolume = ({ volume }: Ohlcv): number => Math.log(Math.max(volume ?? Number.NaN, 1e-8));
