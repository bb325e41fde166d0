import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  PrimitiveHoveredItem,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import { KINDS, SHAPE_PATHS } from '../anomalies/anomaly-kinds.ts';
import type { AnomalyKind, DetectionRow } from '../detections/detection-row.ts';
import { chartTime } from './chart-points.ts';
import type { Palette } from './palette.ts';

/** A marker in pixels. */
export interface PlacedMarker {
  readonly row: DetectionRow;
  readonly kind: AnomalyKind;
  readonly x: number;
  readonly y: number;
  /** Half its width. */
  readonly size: number;
}

const CLEARANCE = 6;
const REACH = 5;

/** From 4.5 px for an ordinary alert to 8.5 px for what comes once in decades. */
export function markerSize(returnPeriodHours: number | null): number {
  const decades = Math.log10(Math.max(100, returnPeriodHours ?? 100)) - 2;
  return 4.5 + Math.min(4, decades * 1.3);
}

/** A crash hangs below its low; everything else stands above its high. */
export const isBelow = (kind: AnomalyKind): boolean => kind === 'PRICE_CRASH';

/** The anomalies among the candles: a shape and a colour for each kind, its size for how rare it is. */
export class AnomalyMarkers implements ISeriesPrimitive<Time> {
  #attached: SeriesAttachedParameter | null = null;
  #rows: readonly DetectionRow[] = [];
  #selected: number | null = null;
  /** Where the markers are; null until somebody asks: the chart moves its views often, and draws them once. */
  #placed: readonly PlacedMarker[] | null = null;
  #palette: Palette;
  readonly #view: IPrimitivePaneView = { zOrder: () => 'top', renderer: () => this.#renderer };
  readonly #renderer: IPrimitivePaneRenderer = {
    draw: (target) =>
      target.useMediaCoordinateSpace(({ context }) => {
        for (const marker of this.#places()) drawMarker(context, marker, this.#palette, this.#selected);
      }),
  };

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  attached(parameter: SeriesAttachedParameter): void {
    this.#attached = parameter;
  }

  detached(): void {
    this.#attached = null;
  }

  show(rows: readonly DetectionRow[]): void {
    this.#rows = rows;
    this.#attached?.requestUpdate();
  }

  select(openTime: number | null): void {
    this.#selected = openTime;
    this.#attached?.requestUpdate();
  }

  recolour(palette: Palette): void {
    this.#palette = palette;
  }

  updateAllViews(): void {
    this.#placed = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this.#view];
  }

  /** The marker under the pointer; its openTime is the id. */
  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const marker = this.#places().find(
      (place) => Math.abs(place.x - x) <= place.size + REACH && Math.abs(place.y - y) <= place.size + REACH,
    );
    if (!marker) return null;
    return { externalId: String(marker.row.openTime), zOrder: 'top', cursorStyle: 'pointer' };
  }

  /** Where the marker of this candle is drawn, if it is in sight. */
  placeOf(openTime: number): PlacedMarker | undefined {
    return this.#places().find(({ row }) => row.openTime === openTime);
  }

  #places(): readonly PlacedMarker[] {
    return (this.#placed ??= this.#rows.flatMap((row) => this.#place(row)));
  }

  #place(row: DetectionRow): PlacedMarker[] {
    const kind = row.kinds[0];
    const series = this.#attached?.series;
    const x = this.#attached?.chart.timeScale().timeToCoordinate(chartTime(row.openTime)) ?? null;
    if (!kind || !series || x === null) return [];
    const size = markerSize(row.returnPeriodHours);
    const edge = series.priceToCoordinate(isBelow(kind) ? row.low : row.high);
    if (edge === null) return [];
    return [{ row, kind, x, y: edge + (isBelow(kind) ? 1 : -1) * (size + CLEARANCE), size }];
  }
}

function drawMarker(
  context: CanvasRenderingContext2D,
  { row, kind, x, y, size }: PlacedMarker,
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
  const path = new Path2D(SHAPE_PATHS[KINDS[kind].shape]);
  context.lineJoin = 'round';
  context.lineWidth = 3 / size;
  context.strokeStyle = palette.background;
  context.stroke(path);
  context.fillStyle = palette.kinds[kind];
  context.fill(path);
  context.restore();
}
