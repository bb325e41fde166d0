import type { PrimitiveHoveredItem } from 'lightweight-charts';
import { KINDS, SHAPE_PATHS } from '../kinds/anomaly-kinds.ts';
import type { AnomalyKind, DetectionRow } from '../detections/detection-row.ts';
import type { Palette } from './palette.ts';
import { arrangeCrowd } from './marker-crowd.ts';
import { TimeMarks } from './time-marks.ts';

/** A marker in pixels. */
export interface VisibleMarker {
  readonly row: DetectionRow;
  /** Null for what would be an anomaly at another budget only. */
  readonly kind: AnomalyKind | null;
  readonly x: number;
  readonly y: number;
  /** Half its width. */
  readonly size: number;
}

/** For what has no kind. */
export const CIRCLE = 'M1 0 A1 1 0 1 1 -1 0 A1 1 0 1 1 1 0 Z';
const CLEARANCE = 6;
const REACH = 5;

/** From 4.5 px for an ordinary alert to 8.5 px for what comes once in decades. */
export function markerSize(returnPeriodHours: number | null): number {
  const decades = Math.log10(Math.max(100, returnPeriodHours ?? 100)) - 2;
  return 4.5 + Math.min(4, decades * 1.3);
}

/** A crash hangs below its low; everything else stands above its high. */
export const isBelow = (kind: AnomalyKind | null): boolean => kind === 'PRICE_CRASH';

/** The anomalies among the candles: a shape and a colour for each kind, its size for how rare it is. */
export class AnomalyMarkers extends TimeMarks<DetectionRow, VisibleMarker> {
  #selected: number | null = null;

  constructor(palette: Palette) {
    super(palette, 'top');
  }

  select(openTime: number | null): void {
    this.#selected = openTime;
    this.redraw();
  }

  /** The marker under the pointer; its openTime is the id. */
  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    // What is drawn last is on top.
    const marker = this.visible.findLast(
      (marker) =>
        Math.abs(marker.x - x) <= marker.size + REACH && Math.abs(marker.y - y) <= marker.size + REACH,
    );
    if (!marker) return null;
    return { externalId: String(marker.row.openTime), zOrder: 'top', cursorStyle: 'pointer' };
  }

  /** Where the marker of this candle is drawn, if it is in sight. */
  markerOf(openTime: number): VisibleMarker | undefined {
    return this.visible.find(({ row }) => row.openTime === openTime);
  }

  /** In a crowd only the rarest keep their size, and they are on top. */
  protected override arrange(markers: readonly VisibleMarker[]): readonly VisibleMarker[] {
    return arrangeCrowd(markers, this.#selected);
  }

  protected layOut(row: DetectionRow): VisibleMarker | null {
    const kind = row.kinds[0] ?? null;
    const x = this.xOf(row.openTime);
    if (x === null) return null;
    const size = markerSize(row.returnPeriodHours);
    const edge = this.attachment?.series.priceToCoordinate(isBelow(kind) ? row.low : row.high) ?? null;
    if (edge === null) return null;
    return {
      row,
      kind,
      x,
      y: this.within(edge + (isBelow(kind) ? 1 : -1) * (size + CLEARANCE), size),
      size,
    };
  }

  protected draw(context: CanvasRenderingContext2D, marker: VisibleMarker): void {
    drawMarker(context, marker, this.palette, this.#selected);
  }
}

function drawMarker(
  context: CanvasRenderingContext2D,
  { row, kind, x, y, size }: VisibleMarker,
  palette: Palette,
  selected: number | null,
): void {
  context.save();
  context.translate(x, y);
  if (row.openTime === selected) {
    context.beginPath();
    context.arc(0, 0, size + 5, 0, 2 * Math.PI);
    context.strokeStyle = palette.selection;
    context.lineWidth = 2;
    context.stroke();
  }
  context.scale(size, size);
  const path = new Path2D(kind ? SHAPE_PATHS[KINDS[kind].shape] : CIRCLE);
  context.lineJoin = 'round';
  context.lineWidth = 3 / size;
  context.strokeStyle = palette.background;
  context.stroke(path);
  context.fillStyle = kind ? palette.kinds[kind] : palette.text;
  context.fill(path);
  context.restore();
}
