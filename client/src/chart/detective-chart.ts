import type { IChartApi, LogicalRange, MouseEventParams } from 'lightweight-charts';
import type { DetectionLog, LogChange } from '../detections/detection-log.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import { AnomalyMarkers } from './anomaly-markers.ts';
import { createFrame, layOutPanes, recolourFrame } from './chart-frame.ts';
import type { ChartListeners, ForecastAhead } from './chart-listeners.ts';
import { type ChartPoint, chartPoints, chartTime } from './chart-points.ts';
import {
  type ChartSeries,
  addSeries,
  candleData,
  forecastData,
  recolourSeries,
  scoreData,
  thresholdData,
  volumeData,
} from './chart-series.ts';
import {
  type ChartWindow,
  WINDOW_ROWS,
  WINDOW_SLACK,
  earlierWindow,
  laterWindow,
  newestWindow,
  windowAround,
} from './chart-window.ts';
import { EventLabels } from './event-labels.ts';
import type { KnownEvent } from './known-events.ts';
import type { Palette } from './palette.ts';

/** Width of a candle at first, and after a jump, in pixels; on a phone that is few candles, on a wide screen many. */
const CANDLE_PX = 6.5;
/** Empty places to the right of the newest candle. */
const MARGIN = 6;
/** More appends than this at once are cheaper as a new window. */
const MANY = 200;
/** So many candles from an edge of the window, the next stretch is fetched. */
const EDGE = 60;

/**
 * The chart with its three panes. It shows a window of the log's rows: appends go to its end one by one, anything
 * else (a jump, panning past an edge, history, another theme) draws a new window at the same place in time.
 */
export class DetectiveChart {
  readonly #chart: IChartApi;
  readonly #series: ChartSeries;
  readonly #markers: AnomalyMarkers;
  readonly #events: EventLabels;
  readonly #listeners: ChartListeners;
  readonly #stepMs: number;
  readonly #log: DetectionLog<DetectionRow>;
  #palette: Palette;
  #window: ChartWindow = { start: 0, end: 0 };
  #points: ChartPoint[] = [];
  #ahead: ForecastAhead | null = null;
  #isDrawing = false;
  #isFollowing = true;

  constructor(
    element: HTMLElement,
    log: DetectionLog<DetectionRow>,
    stepMs: number,
    palette: Palette,
    listeners: ChartListeners,
  ) {
    this.#log = log;
    this.#stepMs = stepMs;
    this.#palette = palette;
    this.#listeners = listeners;
    this.#chart = createFrame(element, MARGIN);
    this.#series = addSeries(this.#chart, palette, () => this.#rowsInSight());
    this.#markers = new AnomalyMarkers(palette);
    this.#series.candles.attachPrimitive(this.#markers);
    this.#events = new EventLabels(palette);
    this.#series.candles.attachPrimitive(this.#events);
    layOutPanes(this.#chart);
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#onRange(range));
    this.#chart.subscribeCrosshairMove((event) => this.#onCrosshair(event));
    this.#chart.subscribeClick((event) => this.#onClick(event));
    this.recolour(palette);
    if (log.rows.length > 0) this.goToNewest();
  }

  /** Heights of the panes from top to bottom, in pixels. */
  paneHeights(): number[] {
    return this.#chart.panes().map((pane) => pane.getHeight());
  }

  /** Takes over what a merge changed in the log. */
  onLogChange({ appended, insertedEarlier }: LogChange<DetectionRow>): void {
    const { start, end } = this.#window;
    const total = this.#log.rows.length;
    const heldNewest = end === total - appended.length - insertedEarlier;
    this.#window = { start: start + insertedEarlier, end: end + insertedEarlier };
    if (end === 0 && this.#points.length === 0) return this.goToNewest();
    if (appended.length > 0 && heldNewest) this.#append(appended, total);
    if (insertedEarlier > 0) this.#onRange(this.#chart.timeScale().getVisibleLogicalRange());
  }

  /** Draws the expected candle after the newest one; one for another place is left out. */
  showAhead(ahead: ForecastAhead | null): void {
    this.#ahead = ahead;
    const last = this.#points.at(-1)?.row;
    if (!last || !ahead || ahead.openTime !== last.openTime + this.#stepMs) return;
    if (this.#window.end !== this.#log.rows.length) return;
    const { openTime, high, low, upperLimit, lowerLimit } = ahead;
    const time = chartTime(openTime);
    this.#drawing(() => {
      this.#series.forecast.update({ time, forecastHigh: high, aheadLow: low, upperLimit, lowerLimit });
    });
  }

  goToNewest(): void {
    this.#show(newestWindow(this.#log.rows.length));
    const last = this.#points.length - 1;
    this.#chart.timeScale().setVisibleLogicalRange({ from: last - this.#inSight(), to: last + MARGIN });
  }

  /** Brings the candle of this time into the middle and rings its marker. */
  goTo(openTime: number): void {
    this.#show(windowAround(this.#log.indexAtOrAfter(openTime), this.#log.rows.length));
    const middle = this.#placeOf(openTime);
    const half = this.#inSight() / 2;
    this.#chart.timeScale().setVisibleLogicalRange({ from: middle - half, to: middle + half });
  }

  /** Rings the marker of this candle. */
  select(openTime: number | null): void {
    this.#markers.select(openTime);
  }

  /** Shows these publicly known events, or none. */
  showEvents(events: readonly KnownEvent[]): void {
    this.#events.show(events);
  }

  /** Moves by this many candles; negative is into the past. */
  pan(candles: number): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (!range) return;
    this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + candles, to: range.to + candles });
  }

  /** Shows this many times as many candles, the right edge staying where it is. */
  zoom(factor: number): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (!range) return;
    const width = Math.min(WINDOW_ROWS, Math.max(20, (range.to - range.from) * factor));
    this.#chart.timeScale().setVisibleLogicalRange({ from: range.to - width, to: range.to });
  }

  recolour(palette: Palette): void {
    this.#palette = palette;
    recolourFrame(this.#chart, palette);
    this.#markers.recolour(palette);
    this.#events.recolour(palette);
    recolourSeries(this.#series, palette);
    this.#redraw();
  }

  /** Starts over with what the log holds now. */
  reset(): void {
    this.#window = { start: 0, end: 0 };
    this.#show(newestWindow(this.#log.rows.length));
  }

  dispose(): void {
    this.#chart.remove();
  }

  #append(appended: readonly DetectionRow[], total: number): void {
    const { start } = this.#window;
    const last = this.#points.at(-1)?.row?.openTime ?? -Infinity;
    const isGapless = appended.every((row, index) => row.openTime === last + (index + 1) * this.#stepMs);
    if (!isGapless || appended.length > MANY || total - start > WINDOW_ROWS + WINDOW_SLACK) {
      return this.#showKeepingRight(newestWindow(total));
    }
    this.#window = { start, end: total };
    this.#drawing(() => {
      for (const row of appended) this.#appendOne({ time: chartTime(row.openTime), row });
    });
    if (appended.some(({ isAnomaly }) => isAnomaly)) this.#showMarkers();
  }

  #appendOne(point: ChartPoint): void {
    this.#points.push(point);
    this.#series.forecast.update(forecastData(point));
    this.#series.candles.update(candleData(point));
    this.#series.score.update(scoreData(point, this.#palette));
    this.#series.threshold.update(thresholdData(point));
    this.#series.traded.update(volumeData(point, this.#palette));
  }

  /** Draws these rows; what is in sight stays where it was, as far as it is among them. */
  #show(window: ChartWindow): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    const anchor = range ? this.#pointAt((range.from + range.to) / 2) : undefined;
    const before = anchor ? this.#placeOf(Number(anchor.time) * 1_000) : 0;
    this.#window = window;
    this.#redraw();
    if (!range || !anchor) return;
    const shift = this.#placeOf(Number(anchor.time) * 1_000) - before;
    this.#drawing(() =>
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + shift, to: range.to + shift }),
    );
  }

  #showKeepingRight(window: ChartWindow): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    const fromRight = this.#points.length - 1;
    if (!range || !this.#isFollowing) return this.#show(window);
    this.#window = window;
    this.#redraw();
    const shift = this.#points.length - 1 - fromRight;
    this.#drawing(() =>
      this.#chart.timeScale().setVisibleLogicalRange({ from: range.from + shift, to: range.to + shift }),
    );
  }

  #redraw(): void {
    const points = chartPoints(this.#log.rows.slice(this.#window.start, this.#window.end), this.#stepMs);
    this.#points = points;
    this.#drawing(() => {
      this.#series.forecast.setData(points.map(forecastData));
      this.#series.candles.setData(points.map(candleData));
      this.#series.score.setData(points.map((point) => scoreData(point, this.#palette)));
      this.#series.threshold.setData(points.map(thresholdData));
      this.#series.traded.setData(points.map((point) => volumeData(point, this.#palette)));
    });
    this.#showMarkers();
    this.showAhead(this.#ahead);
  }

  #showMarkers(): void {
    this.#markers.show(this.#points.flatMap(({ row }) => (row?.isAnomaly ? [row] : [])));
  }

  /** Range events that our own drawing causes are not a person's panning. */
  #drawing(draw: () => void): void {
    this.#isDrawing = true;
    try {
      draw();
    } finally {
      this.#isDrawing = false;
    }
  }

  #onRange(range: LogicalRange | null): void {
    if (!range || this.#points.length === 0) return;
    const total = this.#log.rows.length;
    const holdsNewest = this.#window.end === total;
    this.#setFollowing(holdsNewest && range.to >= this.#points.length - 1.5);
    if (this.#isDrawing) return;
    if (range.from < EDGE) {
      if (this.#window.start > 0) this.#show(earlierWindow(this.#window, total));
      else this.#listeners.onNeedEarlier();
    } else if (range.to > this.#points.length - EDGE && !holdsNewest) {
      this.#show(laterWindow(this.#window, total));
    }
  }

  #setFollowing(isFollowing: boolean): void {
    if (isFollowing === this.#isFollowing) return;
    this.#isFollowing = isFollowing;
    this.#listeners.onFollowing(isFollowing);
  }

  #onCrosshair({ time, point, hoveredObjectId }: MouseEventParams): void {
    const row = typeof time === 'number' && point ? this.#log.find(time * 1_000) : undefined;
    const marker = this.#markers.placeOf(Number(hoveredObjectId)) ?? null;
    const event = this.#events.placeOf(hoveredObjectId) ?? null;
    this.#listeners.onHover({ row: row ?? marker?.row ?? null, marker, event });
  }

  #onClick({ time, hoveredObjectId }: MouseEventParams): void {
    const marker = this.#markers.placeOf(Number(hoveredObjectId));
    const row = marker?.row ?? this.#log.find(Number(time) * 1_000);
    if (row) this.#listeners.onPick(row);
  }

  #inSight(): number {
    return Math.max(40, this.#chart.timeScale().width() / CANDLE_PX);
  }

  #rowsInSight(): DetectionRow[] {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (!range) return [];
    const inSight = this.#points.slice(Math.max(0, Math.floor(range.from)), Math.ceil(range.to) + 1);
    return inSight.flatMap(({ row }) => (row ? [row] : []));
  }

  #pointAt(logical: number): ChartPoint | undefined {
    return this.#points[Math.max(0, Math.min(this.#points.length - 1, Math.round(logical)))];
  }

  #placeOf(openTime: number): number {
    const time = chartTime(openTime);
    const place = this.#points.findIndex((point) => point.time >= time);
    return place === -1 ? this.#points.length - 1 : place;
  }
}
