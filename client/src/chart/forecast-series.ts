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
import type { Palette } from './palette.ts';

/** What was, or is, expected of one candle. */
export interface ForecastPoint extends CustomData<UTCTimestamp> {
  readonly time: UTCTimestamp;
  readonly forecastHigh: number;
  readonly upperLimit: number;
  readonly lowerLimit: number;
  /** For the candle that is not there yet: the expected low, which makes its outline complete. */
  readonly aheadLow?: number;
}

type Draw = ICustomSeriesPaneRenderer['draw'];
type Target = Parameters<Draw>[0];
type Data = PaneRendererCustomData<Time, ForecastPoint>;

/** A forecast in pixels. */
interface VisibleForecast {
  readonly x: number;
  readonly high: number;
  readonly upper: number;
  readonly lower: number;
  readonly aheadLow: number | null;
}

/**
 * The band between the limits with the forecast high in it, as one series below the candles. A hole in the
 * forecasts is a hole in the picture: nothing is drawn across it.
 */
export class ForecastSeries implements ICustomSeriesPaneView<Time, ForecastPoint, CustomSeriesOptions> {
  #data: Data | null = null;
  #palette: Palette;

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  recolour(palette: Palette): void {
    this.#palette = palette;
  }

  update(data: Data): void {
    this.#data = data;
  }

  /** Only the forecast itself claims room on the scale: see `priceRange` for the limits. */
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
      for (const run of runs) drawRun(context, run, data.barSpacing, this.#palette);
    });
  }
}

/** The visible forecasts as runs without a gap. */
function visibleRuns(
  data: Data,
  visible: { from: number; to: number },
  y: PriceToCoordinateConverter,
): VisibleForecast[][] {
  const runs: VisibleForecast[][] = [];
  let previous: number | undefined;
  for (const bar of data.bars.slice(Math.max(0, visible.from - 1), visible.to + 1)) {
    const { forecastHigh, upperLimit, lowerLimit, aheadLow } = bar.originalData;
    const high = y(forecastHigh);
    const upper = y(upperLimit);
    const lower = y(lowerLimit);
    if (high === null || upper === null || lower === null) continue;
    if (previous === undefined || bar.time !== previous + 1) runs.push([]);
    const low = aheadLow === undefined ? null : y(aheadLow);
    runs.at(-1)?.push({ x: bar.x, high, upper, lower, aheadLow: low });
    previous = bar.time;
  }
  return runs;
}

function drawRun(
  context: CanvasRenderingContext2D,
  run: VisibleForecast[],
  spacing: number,
  palette: Palette,
): void {
  const half = spacing / 2;
  context.fillStyle = palette.band;
  context.beginPath();
  for (const { x, upper } of run) stepTo(context, x, upper, half);
  for (const { x, lower } of [...run].reverse()) stepTo(context, x, lower, -half);
  context.closePath();
  context.fill();
  strokeSteps(context, run, half, ({ upper }) => upper, palette.bandEdge, 1);
  strokeSteps(context, run, half, ({ lower }) => lower, palette.bandEdge, 1);
  strokeSteps(context, run, half, ({ high }) => high, palette.forecast, 1.25);
  for (const forecast of run) drawAhead(context, forecast, half, palette);
}

/** A limit holds for the whole hour, so lines go in steps and not aslant from hour to hour. */
function stepTo(context: CanvasRenderingContext2D, x: number, y: number, half: number): void {
  context.lineTo(x - half, y);
  context.lineTo(x + half, y);
}

function strokeSteps(
  context: CanvasRenderingContext2D,
  run: VisibleForecast[],
  half: number,
  level: (forecast: VisibleForecast) => number,
  colour: string,
  width: number,
): void {
  context.beginPath();
  for (const forecast of run) stepTo(context, forecast.x, level(forecast), half);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** The candle to come, as a dashed outline from its expected low to its expected high. */
function drawAhead(
  context: CanvasRenderingContext2D,
  forecast: VisibleForecast,
  half: number,
  palette: Palette,
): void {
  if (forecast.aheadLow === null) return;
  const width = Math.max(4, half * 1.4);
  context.save();
  context.setLineDash([3, 2]);
  context.strokeStyle = palette.forecast;
  context.lineWidth = 1.25;
  context.strokeRect(forecast.x - width / 2, forecast.high, width, forecast.aheadLow - forecast.high);
  context.restore();
}
