import {
  CandlestickSeries,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  PriceScaleMode,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { TimeRange } from '../address/time-range.ts';
import { createFrame, recolourFrame } from '../chart/chart-frame.ts';
import { epochMs } from '../chart/chart-points.ts';
import { baseFor, formatted } from '../chart/chart-series.ts';
import type { Palette } from '../chart/palette.ts';
import { axisLabels, price, volume, volumeLabels } from '../format/numbers.ts';
import type { AggregatedCandle, AggregatedCandles } from './aggregated-candles.ts';
import type { RareMark } from './rare-mark.ts';
import { soundPrices } from './sound-prices.ts';
import { type WideGrid, placesOf, timesOf, wideGrid } from './wide-data.ts';
import { type VisibleWideMark, WideMarkers } from './wide-markers.ts';
import { wideMarks } from './wide-marks.ts';

const QUARTER_DAY = 6 * 3_600_000;

export interface WideListeners {
  onSight(range: TimeRange): void;
  onHover(hovered: { candle: AggregatedCandle | null; mark: VisibleWideMark | null }): void;
  onPick(openTime: number): void;
  /** All that is rare, whether it has a mark or not. */
  rare(): readonly RareMark[];
}

/** A chart of aggregated candles: a long time in few bars, with a mark for what is rare in each. */
export class WideChart {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #traded: ISeriesApi<'Histogram'>;
  readonly #markers: WideMarkers;
  readonly #listeners: WideListeners;
  #palette: Palette;
  #grid: WideGrid = { points: [], start: 0, spanMs: 1 };
  #marks: readonly RareMark[] = [];
  /** Where the chart was told to look; until it does it reports places of before. */
  #goal: TimeRange | null = null;

  constructor(element: HTMLElement, palette: Palette, listeners: WideListeners) {
    this.#palette = palette;
    this.#listeners = listeners;
    this.#chart = createFrame(element, 0);
    // With the room that it takes for longer labels a month of 28 days gets none, and its second day does.
    this.#chart.timeScale().applyOptions({ tickMarkMaxCharacterLength: 5 });
    const quiet = { priceLineVisible: false, lastValueVisible: false };
    const autoscaleInfoProvider = () => ({ priceRange: this.#pricesInSight() });
    this.#candles = this.#chart.addSeries(
      CandlestickSeries,
      { ...quiet, ...formatted(price), autoscaleInfoProvider },
      0,
    );
    this.#traded = this.#chart.addSeries(
      HistogramSeries,
      { ...quiet, ...formatted(volume, volumeLabels) },
      1,
    );
    this.#markers = new WideMarkers(palette);
    this.#candles.attachPrimitive(this.#markers);
    this.#chart.panes()[0]?.setStretchFactor(6);
    this.#chart.panes()[1]?.setStretchFactor(1.2);
    this.#candles.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.08 } });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => {
      const range = this.timesInSight();
      if (range && !this.#goal) listeners.onSight(range);
    });
    this.#reportPointer();
    this.recolour(palette);
  }

  get isEmpty(): boolean {
    return this.#grid.points.length === 0;
  }

  /** Draws these candles and looks at a range of time. */
  show(aggregated: AggregatedCandles, range: TimeRange): void {
    this.#grid = wideGrid(aggregated);
    // A clock at candles of half a day says nothing.
    this.#chart.timeScale().applyOptions({ timeVisible: aggregated.spanMs < QUARTER_DAY });
    const size = aggregated.candles.at(-1)?.close ?? 0;
    this.#candles.applyOptions(formatted(price, axisLabels, baseFor(size)));
    this.#goal = range;
    this.#draw();
    this.look(range);
  }

  look(range: TimeRange): void {
    this.#goal = range;
    this.#chart.timeScale().setVisibleLogicalRange(placesOf(range, this.#grid));
    // The chart has asked for its next frame before this, so it is there by then.
    requestAnimationFrame(() => {
      this.#goal = null;
      const seen = this.timesInSight();
      if (seen) this.#listeners.onSight(seen);
    });
  }

  mark(marks: readonly RareMark[]): void {
    this.#marks = marks;
    this.#markers.show(wideMarks(marks, this.#grid));
  }

  select(openTime: number | null): void {
    this.#markers.select(openTime);
  }

  /** By the logarithm of the price, or by the price. */
  scale(isLogarithmic: boolean): void {
    const mode = isLogarithmic ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal;
    this.#candles.priceScale().applyOptions({ mode });
  }

  timesInSight(): TimeRange | null {
    if (this.#goal) return this.#goal;
    const places = this.#chart.timeScale().getVisibleLogicalRange();
    return places && !this.isEmpty ? timesOf(places, this.#grid) : null;
  }

  recolour(palette: Palette): void {
    this.#palette = palette;
    recolourFrame(this.#chart, palette);
    const { up, down } = palette;
    this.#candles.applyOptions({
      ...{ upColor: up, wickUpColor: up, downColor: down, wickDownColor: down },
      borderVisible: false,
    });
    this.#traded.applyOptions({ color: palette.volume });
    this.#markers.recolour(palette);
  }

  picture(): HTMLCanvasElement {
    return this.#chart.takeScreenshot(true);
  }

  dispose(): void {
    this.#chart.remove();
  }

  #pricesInSight() {
    const places = this.#chart.timeScale().getVisibleLogicalRange();
    const shown = places
      ? this.#grid.points.slice(Math.max(0, Math.floor(places.from)), Math.ceil(places.to) + 1)
      : [];
    return soundPrices(
      shown.flatMap(({ candle }) => candle ?? []),
      this.#listeners.rare(),
    );
  }

  #draw(): void {
    const { points } = this.#grid;
    this.#candles.setData(points.map(({ time, candle }) => (candle ? { ...ohlc(candle), time } : { time })));
    this.#traded.setData(
      points.map(({ time, candle }) =>
        candle && candle.volume !== null ? { time, value: candle.volume } : { time },
      ),
    );
    this.mark(this.#marks);
  }

  #reportPointer(): void {
    const candleAt = (time: unknown): AggregatedCandle | null => {
      if (typeof time !== 'number') return null;
      const place = Math.round((epochMs(time as UTCTimestamp) - this.#grid.start) / this.#grid.spanMs);
      return this.#grid.points[place]?.candle ?? null;
    };
    this.#chart.subscribeCrosshairMove(({ time, point, hoveredObjectId }) => {
      const mark = this.#markers.markOf(hoveredObjectId) ?? null;
      this.#listeners.onHover({ candle: point ? candleAt(time) : null, mark });
    });
    this.#chart.subscribeClick(({ hoveredObjectId }) => {
      const rarest = this.#markers.markOf(hoveredObjectId)?.rarest;
      if (rarest) this.#listeners.onPick(rarest.openTime);
    });
  }
}

const ohlc = ({ open, high, low, close }: AggregatedCandle) => ({ open, high, low, close });
