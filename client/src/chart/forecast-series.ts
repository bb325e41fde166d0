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
  /** Null for a candle that was judged before these were stored. */
  readonly usualHigh: number | null;
  readonly usualLow: number | null;
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
  readonly limits: Band;
  readonly usual: Band | null;
  readonly aheadLow: number | null;
}

interface Band {
  readonly upper: number;
  readonly lower: number;
}

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
      for (const run of runs) drawRun(context, run, data.barSpacing, this.#palette, this.showsLimits);
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

function drawRun(
  context: CanvasRenderingContext2D,
  run: VisibleForecast[],
  spacing: number,
  palette: Palette,
  showsLimits: boolean,
): void {
  const half = spacing / 2;
  for (const part of withUsual(run)) drawUsual(context, part, half, palette);
  if (showsLimits) {
    context.setLineDash([4, 3]);
    strokeSteps(context, run, half, ({ limits }) => limits.upper, palette.limit, 1);
    strokeSteps(context, run, half, ({ limits }) => limits.lower, palette.limit, 1);
    context.setLineDash([]);
  }
  strokeSteps(context, run, half, ({ high }) => high, palette.forecast, 1.25);
  for (const forecast of run) drawAhead(context, forecast, half, palette);
}

interface WithUsual extends VisibleForecast {
  readonly usual: Band;
}

const hasUsual = (forecast: VisibleForecast): forecast is WithUsual => forecast.usual !== null;

/** The parts of a run of which the usual range is known. */
function withUsual(run: readonly VisibleForecast[]): WithUsual[][] {
  const parts: WithUsual[][] = [];
  let isGoingOn = false;
  for (const forecast of run) {
    const isKnown = hasUsual(forecast);
    if (isKnown && !isGoingOn) parts.push([]);
    if (isKnown) parts.at(-1)?.push(forecast);
    isGoingOn = isKnown;
  }
  return parts;
}

function drawUsual(
  context: CanvasRenderingContext2D,
  part: WithUsual[],
  half: number,
  palette: Palette,
): void {
  context.fillStyle = palette.band;
  context.beginPath();
  for (const { x, usual } of part) stepTo(context, x, usual.upper, half);
  for (const { x, usual } of [...part].reverse()) stepTo(context, x, usual.lower, -half);
  context.closePath();
  context.fill();
}

/** What holds, holds for the whole candle, so lines go in steps and not aslant from one to the next. */
function stepTo(context: CanvasRenderingContext2D, x: number, y: number, half: number): void {
  context.lineTo(x - half, y);
  context.lineTo(x + half, y);
}

function strokeSteps<Forecast extends VisibleForecast>(
  context: CanvasRenderingContext2D,
  run: readonly Forecast[],
  half: number,
  level: (forecast: Forecast) => number,
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
