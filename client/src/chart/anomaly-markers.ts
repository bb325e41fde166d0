import type { PrimitiveHoveredItem } from 'lightweight-charts';
import type { DetectionRow } from '../detections/detection-row.ts';
import { KindMarkers, type PlacedMarker } from './kind-markers.ts';
import { arrangeCrowd } from './marker-crowd.ts';

/** A marker in pixels. */
export interface VisibleMarker extends PlacedMarker {
  readonly row: DetectionRow;
}

/** The anomalies among the candles. */
export class AnomalyMarkers extends KindMarkers<DetectionRow, VisibleMarker> {
  /** The marker under the pointer; its openTime is the id. */
  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const marker = this.topmost(x, y);
    return marker ? { externalId: String(marker.row.openTime), zOrder: 'top', cursorStyle: 'pointer' } : null;
  }

  /** Where the marker of this candle is drawn, if it is in sight. */
  markerOf(openTime: number): VisibleMarker | undefined {
    return this.visible.find(({ row }) => row.openTime === openTime);
  }

  /** In a crowd only the rarest keep their size, and they are on top. */
  protected override arrange(markers: readonly VisibleMarker[]): readonly VisibleMarker[] {
    return arrangeCrowd(markers, this.selected);
  }

  protected layOut(row: DetectionRow): VisibleMarker | null {
    const placed = this.place(row, row.kinds[0] ?? null, row.returnPeriodHours);
    return placed && { ...placed, row };
  }

  protected draw(context: CanvasRenderingContext2D, marker: VisibleMarker): void {
    this.drawMarker(context, marker, marker.row.openTime === this.selected);
  }
}
