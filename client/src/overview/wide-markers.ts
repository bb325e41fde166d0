import type { PrimitiveHoveredItem } from 'lightweight-charts';
import { CIRCLE, markerSize } from '../chart/anomaly-markers.ts';
import type { Palette } from '../chart/palette.ts';
import { TimeMarks } from '../chart/time-marks.ts';
import { KINDS, SHAPE_PATHS } from '../kinds/anomaly-kinds.ts';
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

export interface VisibleWideMark {
  readonly mark: WideMark;
  readonly rarest: RareMark;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const CLEARANCE = 6;
const REACH = 4;
const PREFIX = 'wide ';

/** Marks for aggregated candles, each for all anomalies in it; the rarest are drawn over the others. */
export class WideMarkers extends TimeMarks<WideMark, VisibleWideMark> {
  #selected: number | null = null;

  constructor(palette: Palette) {
    super(palette, 'top');
  }

  /** @param openTime of the candle that is chosen, not of the aggregated one */
  select(openTime: number | null): void {
    this.#selected = openTime;
    this.redraw();
  }

  override show(marks: readonly WideMark[]): void {
    const rareOf = ({ marks: [rarest] }: WideMark) => (rarest ? rareness(rarest) : 0);
    super.show([...marks].sort((one, other) => rareOf(one) - rareOf(other)));
  }

  /** Of several under the pointer the rarest, which is on top. */
  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const hit = this.visible.findLast(
      (one) => Math.abs(one.x - x) <= one.size + REACH && Math.abs(one.y - y) <= one.size + REACH,
    );
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
    const x = this.xOf(mark.openTime);
    if (!rarest || x === null) return null;
    const isBelow = rarest.kind === 'PRICE_CRASH';
    const edge = this.attachment?.series.priceToCoordinate(isBelow ? mark.low : mark.high) ?? null;
    if (edge === null) return null;
    const size = markerSize(rarest.returnPeriodHours);
    return { mark, rarest, x, y: this.within(edge + (isBelow ? 1 : -1) * (size + CLEARANCE), size), size };
  }

  protected draw(context: CanvasRenderingContext2D, { mark, rarest, x, y, size }: VisibleWideMark): void {
    context.save();
    context.translate(x, y);
    if (mark.marks.some(({ openTime }) => openTime === this.#selected)) this.#ring(context, size);
    context.scale(size, size);
    const path = new Path2D(rarest.kind ? SHAPE_PATHS[KINDS[rarest.kind].shape] : CIRCLE);
    context.lineJoin = 'round';
    context.lineWidth = 3 / size;
    context.strokeStyle = this.palette.background;
    context.stroke(path);
    context.fillStyle = rarest.kind ? this.palette.kinds[rarest.kind] : this.palette.text;
    context.fill(path);
    context.restore();
  }

  #ring(context: CanvasRenderingContext2D, size: number): void {
    context.beginPath();
    context.arc(0, 0, size + 5, 0, 2 * Math.PI);
    context.strokeStyle = this.palette.selection;
    context.lineWidth = 2;
    context.stroke();
  }
}
