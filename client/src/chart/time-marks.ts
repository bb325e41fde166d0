import type {
  IPrimitivePaneView,
  ISeriesPrimitive,
  PrimitiveHoveredItem,
  PrimitivePaneViewZOrder,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import type { EpochMs } from '../format/units.ts';
import { chartTime } from './chart-points.ts';
import type { Palette } from './palette.ts';

/** Things that stand at a time on the chart and are drawn by hand; each kind says where it stands and how it looks. */
export abstract class TimeMarks<Item, Visible> implements ISeriesPrimitive<Time> {
  protected attachment: SeriesAttachedParameter | null = null;
  protected palette: Palette;
  #items: readonly Item[] = [];
  /** Null until somebody asks: the chart moves its views often, and draws them once. */
  #visible: readonly Visible[] | null = null;
  readonly #view: IPrimitivePaneView;

  constructor(palette: Palette, zOrder: PrimitivePaneViewZOrder) {
    this.palette = palette;
    const draw: ReturnType<NonNullable<IPrimitivePaneView['renderer']>> = {
      draw: (target) =>
        target.useMediaCoordinateSpace(({ context, mediaSize }) => {
          for (const mark of this.visible) this.draw(context, mark, mediaSize.height);
        }),
    };
    this.#view = { zOrder: () => zOrder, renderer: () => draw };
  }

  /** Where those in sight are, in pixels. */
  get visible(): readonly Visible[] {
    return (this.#visible ??= this.arrange(this.#items.flatMap((item) => this.layOut(item) ?? [])));
  }

  show(items: readonly Item[]): void {
    this.#items = items;
    this.redraw();
  }

  recolour(palette: Palette): void {
    this.palette = palette;
  }

  attached(attachment: SeriesAttachedParameter): void {
    this.attachment = attachment;
  }

  detached(): void {
    this.attachment = null;
  }

  updateAllViews(): void {
    this.#visible = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this.#view];
  }

  /** What is under the pointer. */
  abstract hitTest(x: number, y: number): PrimitiveHoveredItem | null;

  /** What becomes of marks that are in each other's way; those drawn later cover the ones before. */
  protected arrange(marks: readonly Visible[]): readonly Visible[] {
    return marks;
  }

  /** Where it stands; null where that is out of sight. */
  protected abstract layOut(item: Item): Visible | null;

  protected abstract draw(context: CanvasRenderingContext2D, mark: Visible, bottom: number): void;

  protected redraw(): void {
    this.attachment?.requestUpdate();
  }

  protected xOf(openTime: EpochMs): number | null {
    return this.attachment?.chart.timeScale().timeToCoordinate(chartTime(openTime)) ?? null;
  }
}
