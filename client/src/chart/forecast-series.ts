import {
  type CustomData,
  type CustomSeriesOptions,
  type ICustomSeriesPaneRenderer,
  type ICustomSeriesPaneView,
  type PaneRendererCustomData,
  type PriceToCoordinateConverter,
  type Time,
  type UTCTimestamp,
  type WhitespaceData,
  customSeriesDefaultOptions,
} from 'lightweight-charts';
import { type Band, type VisibleForecast, drawForecasts } from './draw-forecasts.ts';
import type { Palette } from './palette.ts';

/** What was, or is, expected of one candle. */
export interface ForecastPoint extends CustomData<UTCTimestamp> {
  readonly time: UTCTimestamp;
  readonly forecastHigh: number;
  readonly upperLimit: number;
  readonly lowerLimit: number;
  /** Null for a candle that was judged before these were stored. */
  readonly usualHigh: number | null;
  readonly usualLow: number | null;
  /** For the candle that is not there yet: the expected low, which makes its outline complete. */
  readonly aheadLow?: number;
}

type Draw = ICustomSeriesPaneRenderer['draw'];
type Target = Parameters<Draw>[0];
type Data = PaneRendererCustomData<Time, ForecastPoint>;

/**
 * The usual range with the forecast high in it, as one series below the candles, and the limits where they are asked for.
 * A hole in the forecasts is a hole in the picture: nothing is drawn across it.
 */
export class ForecastSeries implements ICustomSeriesPaneView<Time, ForecastPoint, CustomSeriesOptions> {
  #data: Data | null = null;
  #palette: Palette;
  /** Whether the limits are drawn: far away as they are, they say little of most candles. */
  showsLimits = false;

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  recolour(palette: Palette): void {
    this.#palette = palette;
  }

  update(data: Data): void {
    this.#data = data;
  }

  /** Only the forecast itself claims room on the scale: see `priceRange` for the rest. */
  priceValueBuilder({ forecastHigh }: ForecastPoint): number[] {
    return [forecastHigh];
  }

  isWhitespace(data: ForecastPoint | WhitespaceData): data is WhitespaceData {
    return !('forecastHigh' in data);
  }

  defaultOptions(): CustomSeriesOptions {
    return customSeriesDefaultOptions;
  }

  renderer(): ICustomSeriesPaneRenderer {
    return { draw: (target, converter) => this.#draw(target, converter) };
  }

  #draw(target: Target, converter: PriceToCoordinateConverter): void {
    const data = this.#data;
    if (!data?.visibleRange) return;
    const runs = visibleRuns(data, data.visibleRange, converter);
    target.useMediaCoordinateSpace(({ context }) => {
      for (const run of runs) drawForecasts(context, run, data.barSpacing, this.#palette, this.showsLimits);
    });
  }
}

/** The visible forecasts as runs without a gap. The chart gives no places to bars out of sight: those they had are stale. */
function visibleRuns(
  data: Data,
  visible: { from: number; to: number },
  y: PriceToCoordinateConverter,
): VisibleForecast[][] {
  const runs: VisibleForecast[][] = [];
  let previous: number | undefined;
  for (const bar of data.bars.slice(visible.from, visible.to)) {
    const { forecastHigh, upperLimit, lowerLimit, usualHigh, usualLow, aheadLow } = bar.originalData;
    const high = y(forecastHigh);
    const limits = bandBetween(upperLimit, lowerLimit, y);
    if (high === null || limits === null) continue;
    if (previous === undefined || bar.time !== previous + 1) runs.push([]);
    const usual = bandBetween(usualHigh, usualLow, y);
    const low = aheadLow === undefined ? null : y(aheadLow);
    runs.at(-1)?.push({ x: bar.x, high, limits, usual, aheadLow: low });
    previous = bar.time;
  }
  return runs;
}

function bandBetween(above: number | null, below: number | null, y: PriceToCoordinateConverter): Band | null {
  const upper = above === null ? null : y(above);
  const lower = below === null ? null : y(below);
  return upper === null || lower === null ? null : { upper, lower };
}
