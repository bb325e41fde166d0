import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  PrimitiveHoveredItem,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import { chartTime } from './chart-points.ts';
import type { KnownEvent } from './known-events.ts';
import type { Palette } from './palette.ts';

/** An event in pixels. */
export interface PlacedEvent {
  readonly event: KnownEvent;
  readonly x: number;
}

const LINE_TOP = 26;
const REACH = 6;
const MARK = 4;
/** What the id of a hovered event begins with; markers of anomalies have plain times. */
const PREFIX = 'event ';

/** Publicly known events as thin dotted lines with a small open circle on top; their title shows on hovering. */
export class EventLabels implements ISeriesPrimitive<Time> {
  #attached: SeriesAttachedParameter | null = null;
  #events: readonly KnownEvent[] = [];
  /** Where the events are; null until somebody asks. */
  #placed: readonly PlacedEvent[] | null = null;
  #palette: Palette;
  readonly #renderer: IPrimitivePaneRenderer = {
    draw: (target) =>
      target.useMediaCoordinateSpace(({ context, mediaSize }) => {
        for (const { x } of this.#places()) drawEvent(context, x, mediaSize.height, this.#palette);
      }),
  };
  readonly #view: IPrimitivePaneView = { zOrder: () => 'bottom', renderer: () => this.#renderer };

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  attached(parameter: SeriesAttachedParameter): void {
    this.#attached = parameter;
  }

  detached(): void {
    this.#attached = null;
  }

  show(events: readonly KnownEvent[]): void {
    this.#events = events;
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

  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const placed = this.#places().find(
      (place) => Math.abs(place.x - x) <= REACH && Math.abs(LINE_TOP - y) <= REACH + MARK,
    );
    return placed
      ? { externalId: `${PREFIX}${placed.event.openTime}`, zOrder: 'bottom', cursorStyle: 'help' }
      : null;
  }

  /** The event that a hovered id names, with its place. */
  placeOf(id: unknown): PlacedEvent | undefined {
    return this.#places().find(({ event }) => id === `${PREFIX}${event.openTime}`);
  }

  #places(): readonly PlacedEvent[] {
    const scale = this.#attached?.chart.timeScale();
    return (this.#placed ??= this.#events.flatMap((event) => {
      const x = scale?.timeToCoordinate(chartTime(event.openTime)) ?? null;
      return x === null ? [] : [{ event, x }];
    }));
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
