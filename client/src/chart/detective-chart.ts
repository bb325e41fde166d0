import { type IChartApi, PriceScaleMode } from 'lightweight-charts';
import type { DetectionRanges } from '../detections/detection-ranges.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import { AnomalyMarkers } from './anomaly-markers.ts';
import { createFrame, layOutPanes, recolourFrame } from './chart-frame.ts';
import type { ChartListeners } from './chart-listeners.ts';
import { PRICE_PANE, addSeries } from './chart-series.ts';
import { ChartData } from './chart-data.ts';
import { EventLabels } from './event-labels.ts';
import type { ForecastSeries } from './forecast-series.ts';
import type { KnownEvent } from './known-events.ts';
import type { Palette } from './palette.ts';
import { reportPointer } from './report-pointer.ts';
import { MARGIN, TimeView } from './time-view.ts';
import { Viewport } from './viewport.ts';

/** The chart with its three panes, the markers of anomalies and the labels of events. */
export class DetectiveChart {
  /** Which rows are drawn and in sight. */
  readonly viewport: Viewport;
  readonly #chart: IChartApi;
  readonly #data: ChartData;
  readonly #forecast: ForecastSeries;
  readonly #markers: AnomalyMarkers;
  readonly #events: EventLabels;

  constructor(
    element: HTMLElement,
    ranges: DetectionRanges<DetectionRow>,
    stepMs: number,
    palette: Palette,
    listeners: ChartListeners,
  ) {
    this.#chart = createFrame(element, MARGIN);
    const scale = this.#chart.timeScale();
    const series = addSeries(this.#chart, palette, () => this.viewport.inSight.rows);
    this.#forecast = series.forecastView;
    this.#data = new ChartData(series, stepMs, palette);
    this.#markers = new AnomalyMarkers(palette);
    series.candles.attachPrimitive(this.#markers);
    this.#events = new EventLabels(palette, (time) => this.#data.barAround(time));
    series.candles.attachPrimitive(this.#events);
    layOutPanes(this.#chart);
    this.viewport = new Viewport(ranges, this.#data, new TimeView(scale), stepMs, {
      onAnomalies: (rows) => this.#markers.show(rows),
      onNeedEarlier: () => listeners.onNeedEarlier(),
      onNeedLater: () => listeners.onNeedLater(),
      onFollowing: (isFollowing) => listeners.onFollowing(isFollowing),
      onSight: () => listeners.onSight(),
    });
    scale.subscribeVisibleLogicalRangeChange(() => this.viewport.onMoved());
    reportPointer(
      this.#chart,
      (openTime) => this.viewport.find(openTime),
      this.#markers,
      this.#events,
      listeners,
    );
    this.recolour(palette);
    if (ranges.head.rows.length > 0) this.viewport.goToNewest();
  }

  /** Heights of the panes from top to bottom, in pixels. */
  paneHeights(): number[] {
    return this.#chart.panes().map((pane) => pane.getHeight());
  }

  /** Rings the marker of this candle. */
  select(openTime: number | null): void {
    this.#markers.select(openTime);
  }

  /** Marks these candles and no others. */
  mark(isMarked: (row: DetectionRow) => boolean): void {
    this.#data.isMarked = isMarked;
    this.#markers.show(this.#data.anomalies);
  }

  /** Draws the limits beyond which a price alone makes an anomaly, or leaves them out. */
  showLimits(shows: boolean): void {
    if (shows === this.#forecast.showsLimits) return;
    this.#forecast.showsLimits = shows;
    this.viewport.redraw();
  }

  /** Prices by their logarithm, or as they are. */
  scale(isLogarithmic: boolean): void {
    const mode = isLogarithmic ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal;
    this.#chart.priceScale('right', PRICE_PANE).applyOptions({ mode });
  }

  /** The usual width around what is in sight, and prices that fit. */
  reset(): void {
    this.#chart.priceScale('right', PRICE_PANE).applyOptions({ autoScale: true });
    const middle = this.viewport.inSight.middle;
    if (middle !== null) this.viewport.goTo(middle);
  }

  /** Shows these publicly known events, or none. */
  showEvents(events: readonly KnownEvent[]): void {
    this.#events.show(events);
  }

  recolour(palette: Palette): void {
    recolourFrame(this.#chart, palette);
    this.#markers.recolour(palette);
    this.#events.recolour(palette);
    this.#data.recolour(palette);
    this.viewport.redraw();
  }

  picture(): HTMLCanvasElement {
    return this.#chart.takeScreenshot(true);
  }

  dispose(): void {
    this.viewport.dispose();
    this.#chart.remove();
  }
}
