import type { PrimitiveHoveredItem } from 'lightweight-charts';
import type { EpochMs } from '../format/units.ts';
import type { KnownEvent } from './known-events.ts';
import type { Palette } from './palette.ts';
import { TimeMarks } from './time-marks.ts';

/** An event in pixels. */
export interface VisibleEvent {
  readonly event: KnownEvent;
  readonly x: number;
}

/** Where the circles stand, in pixels below the top of the plot. */
export const LINE_TOP = 26;
const REACH = 6;
const MARK = 4;
/** What the id of a hovered event begins with; markers of anomalies have plain times. */
const PREFIX = 'event ';

/** Publicly known events as thin dotted lines with a small open circle on top; their title shows on hovering. */
export class EventLabels extends TimeMarks<KnownEvent, VisibleEvent> {
  readonly #barAround: (time: EpochMs) => EpochMs | null;

  /** @param barAround the bar of the chart in which a time lies: an event of an hour belongs to the day's candle, too */
  constructor(palette: Palette, barAround: (time: EpochMs) => EpochMs | null) {
    super(palette, 'bottom');
    this.#barAround = barAround;
  }

  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const hovered = this.visible.find(
      (event) => Math.abs(event.x - x) <= REACH && Math.abs(LINE_TOP - y) <= REACH + MARK,
    );
    return hovered
      ? { externalId: `${PREFIX}${hovered.event.openTime}`, zOrder: 'bottom', cursorStyle: 'help' }
      : null;
  }

  /** The event that a hovered id names, with its place. */
  eventOf(id: unknown): VisibleEvent | undefined {
    return this.visible.find(({ event }) => id === `${PREFIX}${event.openTime}`);
  }

  protected layOut(event: KnownEvent): VisibleEvent | null {
    const bar = this.#barAround(event.openTime);
    const x = bar === null ? null : this.xOf(bar);
    return x === null ? null : { event, x };
  }

  protected draw(context: CanvasRenderingContext2D, { x }: VisibleEvent, bottom: number): void {
    drawEvent(context, x, bottom, this.palette);
  }
}

function drawEvent(context: CanvasRenderingContext2D, x: number, bottom: number, palette: Palette): void {
  context.save();
  context.strokeStyle = palette.text;
  context.globalAlpha = 0.55;
  context.setLineDash([1, 4]);
  context.beginPath();
  context.moveTo(x, LINE_TOP + MARK);
  context.lineTo(x, bottom);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.beginPath();
  context.arc(x, LINE_TOP, MARK, 0, 2 * Math.PI);
  context.stroke();
  context.restore();
}
