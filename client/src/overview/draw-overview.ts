import type { TimeRange } from '../address/time-range.ts';
import type { AnomalyKind } from '../detections/detection-row.ts';
import type { AggregatedCandle } from './aggregated-candles.ts';
import { type RareMark, rareness, rarestLast } from './rare-mark.ts';

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
  readonly candles: readonly AggregatedCandle[];
  readonly marks: readonly RareMark[];
  readonly lanes: readonly Lane[];
  readonly colours: OverviewColours;
  readonly selected: number | null;
}

/** Heights in pixels. */
export const PRICE_HEIGHT = 44;
export const LANE_HEIGHT = 11;

export const overviewHeight = (lanes: number): number => PRICE_HEIGHT + lanes * LANE_HEIGHT + 2;

/** Draws all that is stored into a width: the price on a logarithmic scale, and a lane of marks for each kind below it. */
export function drawOverview(
  context: CanvasRenderingContext2D,
  width: number,
  picture: OverviewPicture,
): void {
  const { all, candles, marks, lanes, colours, selected } = picture;
  context.clearRect(0, 0, width, overviewHeight(lanes.length));
  const xOf = (time: number) => ((time - all.from) / (all.to - all.from)) * width;
  drawPrice(context, candles, xOf, colours);
  lanes.forEach(({ kind, colour }, index) => {
    const top = PRICE_HEIGHT + index * LANE_HEIGHT;
    context.fillStyle = colours.rule;
    context.fillRect(0, top + LANE_HEIGHT, width, 1);
    const own = marks.filter((mark) => mark.kind === kind);
    for (const mark of rarestLast(own)) drawMark(context, mark, xOf(mark.openTime), top, colour);
  });
  if (selected !== null) {
    context.fillStyle = colours.line;
    context.fillRect(Math.round(xOf(selected)), 0, 1, overviewHeight(lanes.length));
  }
}

/** The rarer, the higher and the fuller its colour. */
function drawMark(
  context: CanvasRenderingContext2D,
  mark: RareMark,
  x: number,
  top: number,
  colour: string,
): void {
  const rare = rareness(mark);
  const height = 4 + Math.round(rare * (LANE_HEIGHT - 5));
  context.globalAlpha = 0.45 + 0.55 * rare;
  context.fillStyle = colour;
  context.fillRect(Math.round(x - 1), top + LANE_HEIGHT - height, 2 + Math.round(rare), height);
  context.globalAlpha = 1;
}

function drawPrice(
  context: CanvasRenderingContext2D,
  candles: readonly AggregatedCandle[],
  xOf: (time: number) => number,
  { line, area }: OverviewColours,
): void {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const { high, low } of candles) {
    lowest = Math.min(lowest, low);
    highest = Math.max(highest, high);
  }
  const [bottom, top] = [Math.log(lowest), Math.log(highest)];
  const range = Math.max(top - bottom, 1e-9);
  const yOf = (price: number) => PRICE_HEIGHT - 3 - ((Math.log(price) - bottom) / range) * (PRICE_HEIGHT - 6);
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
}
