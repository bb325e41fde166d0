import type { PrimitiveHoveredItem } from 'lightweight-charts';
import { KindMarkers, type PlacedMarker } from '../chart/kind-markers.ts';
import { type RareMark, rareness } from './rare-mark.ts';

/** All that is rare in one aggregated candle. */
export interface WideMark {
  /** Of the aggregated candle. */
  readonly openTime: number;
  readonly high: number;
  readonly low: number;
  /** The rarest first. */
  readonly marks: readonly RareMark[];
}

export interface VisibleWideMark extends PlacedMarker {
  readonly mark: WideMark;
  readonly rarest: RareMark;
}

const PREFIX = 'wide ';

/**
 * Marks for aggregated candles, each for all anomalies in it; the rarest are drawn over the others. What is selected is the
 * candle that is chosen, not the aggregated one.
 */
export class WideMarkers extends KindMarkers<WideMark, VisibleWideMark> {
  protected override readonly hasLabels = false;

  override show(marks: readonly WideMark[]): void {
    const rareOf = ({ marks: [rarest] }: WideMark) => (rarest ? rareness(rarest) : 0);
    super.show([...marks].sort((one, other) => rareOf(one) - rareOf(other)));
  }

  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const hit = this.topmost(x, y);
    return hit
      ? { externalId: `${PREFIX}${hit.mark.openTime}`, zOrder: 'top', cursorStyle: 'pointer' }
      : null;
  }

  /** The mark that a hovered id names. */
  markOf(id: unknown): VisibleWideMark | undefined {
    return this.visible.find(({ mark }) => id === `${PREFIX}${mark.openTime}`);
  }

  protected layOut(mark: WideMark): VisibleWideMark | null {
    const [rarest] = mark.marks;
    const placed = rarest && this.place(mark, rarest.kind, rarest.returnPeriodHours);
    return rarest && placed ? { ...placed, mark, rarest } : null;
  }

  protected draw(context: CanvasRenderingContext2D, visible: VisibleWideMark): void {
    const isRinged = visible.mark.marks.some(({ openTime }) => openTime === this.selected);
    this.drawMarker(context, visible, isRinged);
  }
}
