import type { AnomalyKind } from '../detections/detection-row.ts';
import type { EpochMs, Price } from '../format/units.ts';
import { KINDS, SHAPE_PATHS } from '../kinds/anomaly-kinds.ts';
import { PRICE_PANE } from './chart-series.ts';
import type { Palette } from './palette.ts';
import { RING, placeMarker } from './place-marker.ts';
import { TimeMarks } from './time-marks.ts';

/** Where a marker is, in pixels. */
export interface PlacedMarker {
  /** Null for what would be an anomaly at another budget only. */
  readonly kind: AnomalyKind | null;
  /** Whether it hangs below its bar. */
  readonly isBelow: boolean;
  readonly x: number;
  readonly y: number;
  /** Half its width. */
  readonly size: number;
}

interface Bar {
  readonly openTime: EpochMs;
  readonly high: Price;
  readonly low: Price;
}

/** For what has no kind. */
const CIRCLE = 'M1 0 A1 1 0 1 1 -1 0 A1 1 0 1 1 1 0 Z';
const REACH = 5;

/** From 4.5 px for an ordinary alert to 8.5 px for what comes once in decades. */
function markerSize(returnPeriodHours: number | null): number {
  const decades = Math.log10(Math.max(100, returnPeriodHours ?? 100)) - 2;
  return 4.5 + Math.min(4, decades * 1.3);
}

/** Markers of what is rare: a shape and a colour for each kind, the size for how rare it is, and a ring for the chosen one. */
export abstract class KindMarkers<Item, Visible extends PlacedMarker> extends TimeMarks<Item, Visible> {
  /** The openTime of the candle that is chosen. */
  protected selected: number | null = null;
  /** Whether labels stand above the prices in sight. */
  protected readonly hasLabels: boolean = true;

  constructor(palette: Palette) {
    super(palette, 'top');
  }

  select(openTime: number | null): void {
    this.selected = openTime;
    this.redraw();
  }

  /** A crash hangs below the low of its bar; everything else stands above its high. */
  protected place(
    { openTime, high, low }: Bar,
    kind: AnomalyKind | null,
    returnPeriodHours: number | null,
  ): PlacedMarker | null {
    const isBelow = kind === 'PRICE_CRASH';
    const x = this.xOf(openTime);
    if (x === null || !this.attachment) return null;
    const { chart, series } = this.attachment;
    const end = series.priceToCoordinate(isBelow ? low : high);
    if (end === null) return null;
    const size = markerSize(returnPeriodHours);
    const height = chart.panes()[PRICE_PANE]?.getHeight() ?? Infinity;
    const top = this.hasLabels ? series.priceScale().options().scaleMargins.top * height : 0;
    return { kind, isBelow, x, y: placeMarker({ end, isBelow, size }, { top, height }), size };
  }

  /** The marker under the pointer: of several the one that is drawn last, on top. */
  protected topmost(x: number, y: number): Visible | undefined {
    return this.visible.findLast(
      (marker) =>
        Math.abs(marker.x - x) <= marker.size + REACH && Math.abs(marker.y - y) <= marker.size + REACH,
    );
  }

  protected drawMarker(
    context: CanvasRenderingContext2D,
    { kind, x, y, size }: PlacedMarker,
    isRinged: boolean,
  ): void {
    const { palette } = this;
    context.save();
    context.translate(x, y);
    if (isRinged) {
      context.beginPath();
      context.arc(0, 0, size + RING.radius, 0, 2 * Math.PI);
      context.strokeStyle = palette.selection;
      context.lineWidth = RING.width;
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
}
