import type { Palette } from './palette.ts';

/** A forecast in pixels. */
export interface VisibleForecast {
  readonly x: number;
  readonly high: number;
  readonly limits: Band;
  readonly usual: Band | null;
  readonly aheadLow: number | null;
}

export interface Band {
  readonly upper: number;
  readonly lower: number;
}

/** The usual range of a run of forecasts without a gap, the forecast high in it, and the limits where they are asked for. */
export function drawForecasts(
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
