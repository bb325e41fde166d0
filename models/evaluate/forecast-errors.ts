import type { Ohlcv } from '@detective/data';
import { forecastBaselines, logVolume } from './baselines/forecasts.ts';
import type { ForecastTarget } from './baselines/forecasts.ts';
import type { Judged } from './judge.ts';
import { mean } from './statistics.ts';

/** How far a forecast was off, on average. */
export interface ForecastError {
  name: string;
  /** In the quote currency; of ln(volume) for the volume. */
  meanAbsoluteError: number;
  /** True for the detector's own forecast. */
  isModel: boolean;
}

const ACTUAL: Record<ForecastTarget, (candle: Ohlcv) => number> = {
  high: ({ high }) => high,
  low: ({ low }) => low,
  close: ({ close }) => close,
  logVolume,
};

const FORECAST: Record<ForecastTarget, (judged: Judged) => number | null> = {
  high: ({ judgement }) => judgement.forecastHigh,
  low: ({ judgement }) => judgement.forecastLow,
  close: ({ forecastClose }) => forecastClose,
  logVolume: ({ forecastLogVolume }) => forecastLogVolume,
};

/** Absolute errors of every forecast of the target, candle by candle; NaN outside the range. */
export interface ErrorSeries {
  name: string;
  isModel: boolean;
  errors: Float64Array;
}

/**
 * Absolute errors of the model and of each baseline on the same candles: those in range for which all of them have a
 * forecast.
 */
export function errorSeries(
  judged: readonly Judged[],
  target: ForecastTarget,
  isInRange: (candle: Ohlcv) => boolean,
): ErrorSeries[] {
  const candles = judged.map(({ candle }) => candle);
  const model = Float64Array.from(judged, (one) => FORECAST[target](one) ?? Number.NaN);
  const forecasts = [
    { name: 'this detector', isModel: true, forecast: model },
    ...forecastBaselines(candles)[target].map((baseline) => ({ ...baseline, isModel: false })),
  ];
  const isCompared = candles.map(
    (candle, index) => isInRange(candle) && forecasts.every(({ forecast }) => !Number.isNaN(forecast[index])),
  );
  return forecasts.map(({ name, isModel, forecast }) => ({
    name,
    isModel,
    errors: Float64Array.from(candles, (candle, index) =>
      isCompared[index] ? Math.abs(ACTUAL[target](candle) - (forecast[index] as number)) : Number.NaN,
    ),
  }));
}

/** Mean of the errors that are there. */
export function meanErrors(series: readonly ErrorSeries[]): ForecastError[] {
  return series.map(({ name, isModel, errors }) => ({
    name,
    isModel,
    meanAbsoluteError: mean([...errors].filter((error) => !Number.isNaN(error))),
  }));
}
