import type { TimeRange } from '../address/time-range.ts';
import type { PriceRange } from '../chart/price-range.ts';
import type { AnomalyKind } from '../detections/detection-row.ts';
import { type RareMark, rarestLast } from './rare-mark.ts';
import type { StoryCandle } from './use-story.ts';

/** A row of marks: those of one kind, or of what would have come at another budget. */
export interface Lane {
  readonly kind: AnomalyKind | null;
  readonly colour: string;
}

export interface OverviewColours {
  readonly line: string;
  readonly area: string;
  readonly rule: string;
}

export interface OverviewPicture {
  readonly all: TimeRange;
  readonly candles: readonly StoryCandle[];
  /** From the bottom to the top; what is outside is cut off. */
  readonly prices: PriceRange | null;
  readonly marks: readonly RareMark[];
  readonly lanes: readonly Lane[];
  readonly colours: OverviewColours;
}

/** Heights in pixels: what lanes leave is the price's, so that a lane that comes or goes moves nothing on the page. */
export const OVERVIEW_HEIGHT = 94;
export const LANE_HEIGHT = 11;
/** Below the last lane. */
const FOOT = 2;

export const priceHeight = (lanes: number): number => OVERVIEW_HEIGHT - lanes * LANE_HEIGHT - FOOT;

/** Draws all that is stored into a width: the price on a logarithmic scale, and a lane of marks for each kind below it. */
export function drawOverview(
  context: CanvasRenderingContext2D,
  width: number,
  picture: OverviewPicture,
): void {
  const { all, marks, lanes, colours } = picture;
  context.clearRect(0, 0, width, OVERVIEW_HEIGHT);
  const xOf = (time: number) => ((time - all.from) / (all.to - all.from)) * width;
  const height = priceHeight(lanes.length);
  drawPrice(context, picture, { xOf, width, height });
  lanes.forEach(({ kind, colour }, index) => {
    const top = height + index * LANE_HEIGHT;
    context.fillStyle = colours.rule;
    context.fillRect(0, top + LANE_HEIGHT, width, 1);
    const own = marks.filter((mark) => mark.kind === kind);
    for (const { mark, rare } of rarestLast(own)) drawMark(context, rare, xOf(mark.openTime), top, colour);
  });
}

/** The rarer, the higher and the fuller its colour. */
function drawMark(
  context: CanvasRenderingContext2D,
  rare: number,
  x: number,
  top: number,
  colour: string,
): void {
  const height = 4 + Math.round(rare * (LANE_HEIGHT - 5));
  context.globalAlpha = 0.45 + 0.55 * rare;
  context.fillStyle = colour;
  context.fillRect(Math.round(x - 1), top + LANE_HEIGHT - height, 2 + Math.round(rare), height);
  context.globalAlpha = 1;
}

function drawPrice(
  context: CanvasRenderingContext2D,
  { candles, prices, colours: { line, area } }: OverviewPicture,
  { xOf, width, height }: { xOf: (time: number) => number; width: number; height: number },
): void {
  if (!prices) return;
  const [bottom, top] = [Math.log(prices.minValue), Math.log(prices.maxValue)];
  const range = Math.max(top - bottom, 1e-9);
  const yOf = (price: number) => height - 3 - ((Math.log(price) - bottom) / range) * (height - 6);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  context.beginPath();
  for (const { openTime, high } of candles) context.lineTo(xOf(openTime), yOf(high));
  for (const { openTime, low } of [...candles].reverse()) context.lineTo(xOf(openTime), yOf(low));
  context.closePath();
  context.fillStyle = area;
  context.fill();
  context.beginPath();
  for (const { openTime, close } of candles) context.lineTo(xOf(openTime), yOf(close));
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}
