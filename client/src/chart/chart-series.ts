import {
  type CandlestickData,
  CandlestickSeries,
  type HistogramData,
  HistogramSeries,
  type IChartApi,
  type LineData,
  LineSeries,
  LineStyle,
  LineType,
  PriceLineSource,
  type UTCTimestamp,
  type WhitespaceData,
} from 'lightweight-charts';
import type { DetectionRow } from '../detections/detection-row.ts';
import { axisLabels, decimal, price, volume, volumeLabels } from '../format/numbers.ts';
import type { ChartPoint } from './chart-points.ts';
import { type ForecastPoint, ForecastSeries } from './forecast-series.ts';
import type { Palette } from './palette.ts';
import { priceRange } from './price-range.ts';
import { scoreRange } from './score-range.ts';

export const PRICE_PANE = 0;
export const SCORE_PANE = 1;
export const VOLUME_PANE = 2;

type Gap = WhitespaceData<UTCTimestamp>;

/** @param base the chart draws labels only at whole parts of one by this */
export const formatted = (
  formatter: (value: number) => string,
  tickmarksFormatter: (values: readonly number[]) => string[] = axisLabels,
  base = 100,
) => ({ priceFormat: { type: 'custom' as const, formatter, tickmarksFormatter, base, minMove: 1 / base } });

/** Some digits finer than values of this size need. */
export const baseFor = (size: number): number =>
  size > 0 ? 10 ** Math.min(20, Math.max(2, 7 - Math.floor(Math.log10(size)))) : 100;
const quiet = { priceLineVisible: false, lastValueVisible: false };

/** Adds everything that is drawn, the lowest first, each into its pane. */
export function addSeries(chart: IChartApi, palette: Palette, rowsInSight: () => DetectionRow[]) {
  const forecastView = new ForecastSeries(palette);
  const forecast = chart.addCustomSeries(
    forecastView,
    { ...quiet, ...formatted(price), color: palette.forecast },
    PRICE_PANE,
  );
  const candles = chart.addSeries(
    CandlestickSeries,
    {
      ...formatted(price),
      priceLineSource: PriceLineSource.LastVisible,
      autoscaleInfoProvider: () => ({ priceRange: priceRange(rowsInSight(), forecastView.showsLimits) }),
    },
    PRICE_PANE,
  );
  const score = chart.addSeries(
    HistogramSeries,
    {
      ...quiet,
      ...formatted(decimal),
      base: 0,
      autoscaleInfoProvider: () => ({ priceRange: scoreRange(rowsInSight()) }),
    },
    SCORE_PANE,
  );
  const threshold = chart.addSeries(
    LineSeries,
    {
      ...quiet,
      ...formatted(decimal),
      lineWidth: 1,
      lineType: LineType.WithSteps,
      lineStyle: LineStyle.Dashed,
      crosshairMarkerVisible: false,
    },
    SCORE_PANE,
  );
  const traded = chart.addSeries(
    HistogramSeries,
    { ...quiet, ...formatted(volume, volumeLabels), base: 0 },
    VOLUME_PANE,
  );
  return { forecastView, forecast, candles, score, threshold, traded };
}

export type ChartSeries = ReturnType<typeof addSeries>;

/** Fits the axes to the size of what they show: a coin at 2e-9 needs other labels than one at 64,000. */
export function scaleSeries({ forecast, candles, traded }: ChartSeries, rows: readonly DetectionRow[]): void {
  const size = Math.max(...rows.slice(-100).map(({ close }) => close), 0);
  const amount = Math.max(...rows.slice(-100).map((row) => row.volume ?? 0), 0);
  forecast.applyOptions(formatted(price, axisLabels, baseFor(size)));
  candles.applyOptions(formatted(price, axisLabels, baseFor(size)));
  traded.applyOptions(formatted(volume, volumeLabels, baseFor(amount)));
}

/** Gives every series the colours in force. */
export function recolourSeries(series: ChartSeries, palette: Palette): void {
  series.forecastView.recolour(palette);
  series.forecast.applyOptions({ color: palette.forecast });
  series.candles.applyOptions({
    upColor: palette.up,
    downColor: palette.down,
    wickUpColor: palette.up,
    wickDownColor: palette.down,
    borderVisible: false,
    priceLineColor: palette.text,
  });
  series.threshold.applyOptions({ color: palette.threshold });
  series.score.applyOptions({ color: palette.score });
  series.traded.applyOptions({ color: palette.volume });
}

export function candleData({ time, row }: ChartPoint): CandlestickData<UTCTimestamp> | Gap {
  return row ? { time, open: row.open, high: row.high, low: row.low, close: row.close } : { time };
}

export function forecastData({ time, row }: ChartPoint): ForecastPoint | Gap {
  if (!row || row.forecastHigh === null || row.upperLimit === null || row.lowerLimit === null)
    return { time };
  const { forecastHigh, upperLimit, lowerLimit, usualHigh, usualLow } = row;
  return { time, forecastHigh, upperLimit, lowerLimit, usualHigh, usualLow };
}

export function scoreData({ time, row }: ChartPoint, palette: Palette): HistogramData<UTCTimestamp> | Gap {
  if (!row || row.anomalyScore === null) return { time };
  const kind = row.kinds[0];
  const color = kind ? palette.kinds[kind] : palette.score;
  return { time, value: row.anomalyScore, color };
}

export function thresholdData({ time, row }: ChartPoint): LineData<UTCTimestamp> | Gap {
  return row && row.threshold !== null ? { time, value: row.threshold } : { time };
}

export function volumeData({ time, row }: ChartPoint, palette: Palette): HistogramData<UTCTimestamp> | Gap {
  if (!row || row.volume === null) return { time };
  const isSurge = row.kinds.includes('VOLUME_SURGE');
  return { time, value: row.volume, color: isSurge ? palette.kinds.VOLUME_SURGE : palette.volume };
}
