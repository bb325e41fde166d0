import type { ITimeScaleApi, LogicalRange, Time } from 'lightweight-charts';

/** Width of a candle at first, and after a jump, in pixels; on a phone that is few candles, on a wide screen many. */
const CANDLE_PX = 6.5;
/** Empty bars to the right of the newest candle. */
export const MARGIN = 6;
const FEWEST = 20;
/** Half a year of hours. */
const MOST = 4_500;

/** Which bars of the time axis are in sight, and the ways to move there. */
export class TimeView {
  readonly #scale: ITimeScaleApi<Time>;
  /** Where it was told to go, until the chart has drawn itself there; in a hidden tab that takes until it is seen. */
  #onTheWay: LogicalRange | null = null;
  #arrival = 0;

  constructor(scale: ITimeScaleApi<Time>) {
    this.#scale = scale;
  }

  get range(): LogicalRange | null {
    return this.#onTheWay ?? this.#scale.getVisibleLogicalRange();
  }

  /** How many bars are in sight. */
  get width(): number {
    const { range } = this;
    return range ? range.to - range.from : this.usualWidth;
  }

  /** How many bars are in sight at first, and after a jump. */
  get usualWidth(): number {
    return Math.max(2 * FEWEST, this.#scale.width() / CANDLE_PX);
  }

  /** Shows the newest of so many bars at the right edge. */
  showNewest(count: number): void {
    this.#show(count - 1 - this.usualWidth, count - 1 + MARGIN);
  }

  centre(bar: number): void {
    const half = this.usualWidth / 2;
    this.#show(bar - half, bar + half);
  }

  /** Shows the bars from `from` up to, but without, `to`. */
  showBetween(from: number, to: number): void {
    const left = Math.max(0, from);
    this.#show(left - 0.5, Math.max(left + FEWEST, to) - 0.5);
  }

  /** Moves by so many bars; negative is into the past. */
  pan(bars: number): void {
    const { range } = this;
    if (range) this.#show(range.from + bars, range.to + bars);
  }

  /** Shows this many times as many bars, the right edge staying where it is. */
  zoom(factor: number): void {
    const { range } = this;
    if (!range) return;
    const width = Math.min(MOST, Math.max(FEWEST, (range.to - range.from) * factor));
    this.#show(range.to - width, range.to);
  }

  /** Shows these bars, which have moved by `shift` since. */
  showShifted({ from, to }: LogicalRange, shift: number): void {
    this.#show(from + shift, to + shift);
  }

  /** Goes along with so many bars that were added at the right; what is drawn already does so by itself. */
  moveAlong(bars: number): void {
    if (this.#onTheWay) this.showShifted(this.#onTheWay, bars);
  }

  #show(from: number, to: number): void {
    this.#onTheWay = { from, to } as LogicalRange;
    this.#scale.setVisibleLogicalRange(this.#onTheWay);
    // The chart has asked for its next frame before this, so it is drawn by then.
    cancelAnimationFrame(this.#arrival);
    this.#arrival = requestAnimationFrame(() => (this.#onTheWay = null));
  }
}
