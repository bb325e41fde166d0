import type { EpochMs } from '../format/units.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { ForecastAhead } from '../forecast/forecast-ahead.ts';
import { partitionPoint } from '../series/partition-point.ts';
import { type ChartPoint, chartTime, epochMs } from './chart-points.ts';
import {
  type ChartSeries,
  candleData,
  forecastData,
  recolourSeries,
  scaleSeries,
  scoreData,
  thresholdData,
  volumeData,
} from './chart-series.ts';
import type { Palette } from './palette.ts';

/** The bars on the time axis from left to right, and the series that are drawn there. */
export class ChartData {
  readonly #series: ChartSeries;
  readonly #stepMs: number;
  #palette: Palette;
  #points: ChartPoint[] = [];
  #isAheadDrawn = false;
  /** Takes effect with the next `redraw` of the viewport. */
  isMarked: (row: DetectionRow) => boolean = ({ isAnomaly }) => isAnomaly;

  constructor(series: ChartSeries, stepMs: number, palette: Palette) {
    this.#series = series;
    this.#stepMs = stepMs;
    this.#palette = palette;
  }

  get count(): number {
    return this.#points.length;
  }

  get newest(): DetectionRow | undefined {
    return this.#points.at(-1)?.row ?? undefined;
  }

  /** Those that are marked. */
  get anomalies(): DetectionRow[] {
    return this.#points.flatMap(({ row }) => (row && this.isMarked(row) ? [row] : []));
  }

  /** Takes effect with the next `replace`. */
  recolour(palette: Palette): void {
    this.#palette = palette;
    recolourSeries(this.#series, palette);
  }

  /** Draws these bars and nothing else. */
  replace(points: ChartPoint[]): void {
    this.#points = points;
    this.#isAheadDrawn = false;
    scaleSeries(
      this.#series,
      points.flatMap(({ row }) => row ?? []),
    );
    this.#series.forecast.setData(points.map(forecastData));
    this.#series.candles.setData(points.map(candleData));
    this.#series.score.setData(points.map((point) => scoreData(point, this.#palette)));
    this.#series.threshold.setData(points.map(thresholdData));
    this.#series.traded.setData(points.map((point) => volumeData(point, this.#palette)));
  }

  /** Whether these rows follow the last one without a hole. */
  isFollowedBy(rows: readonly DetectionRow[]): boolean {
    const last = this.newest?.openTime ?? -Infinity;
    return rows.every(({ openTime }, index) => openTime === last + (index + 1) * this.#stepMs);
  }

  append(row: DetectionRow): void {
    const point: ChartPoint = { time: chartTime(row.openTime), row };
    this.#points.push(point);
    // It takes the index of the one that was expected.
    this.#isAheadDrawn = false;
    this.#series.forecast.update(forecastData(point));
    this.#series.candles.update(candleData(point));
    this.#series.score.update(scoreData(point, this.#palette));
    this.#series.threshold.update(thresholdData(point));
    this.#series.traded.update(volumeData(point, this.#palette));
  }

  /** Draws the expected candle after the last one; one for another index is left out. */
  appendAhead({ openTime, high, low, ...range }: ForecastAhead): void {
    if (openTime !== (this.newest?.openTime ?? NaN) + this.#stepMs) return;
    const time = chartTime(openTime);
    this.#series.forecast.update({ time, forecastHigh: high, aheadLow: low, ...range });
    this.#isAheadDrawn = true;
  }

  /** Takes the expected candle back. */
  removeAhead(): void {
    if (this.#isAheadDrawn) this.#series.forecast.pop(1);
    this.#isAheadDrawn = false;
  }

  /** The candles between two bars, both included. */
  rowsBetween(from: number, to: number): DetectionRow[] {
    const between = this.#points.slice(Math.max(0, Math.floor(from)), Math.ceil(to) + 1);
    return between.flatMap(({ row }) => (row ? [row] : []));
  }

  /** The time of an index; the first one's to the left of all, and hours that are still to come to the right. */
  timeAt(index: number): EpochMs | undefined {
    const last = this.#points.length - 1;
    const point = this.#points[Math.max(0, Math.min(last, Math.round(index)))];
    return point && epochMs(point.time) + Math.max(0, Math.round(index) - last) * this.#stepMs;
  }

  /** The time of the bar that contains a time: that itself, or the start of the candle in which it lies. */
  barAround(time: EpochMs): EpochMs | null {
    const at = chartTime(time);
    const bar = this.#points[partitionPoint(this.#points, (point) => point.time <= at) - 1];
    return bar && time < epochMs(bar.time) + this.#stepMs ? epochMs(bar.time) : null;
  }

  /** The index of the first candle at this time or later; to the right of all for what is still to come. */
  indexOf(openTime: EpochMs): number {
    const time = chartTime(openTime);
    const index = partitionPoint(this.#points, (point) => point.time < time);
    if (index < this.#points.length) return index;
    const last = this.#points.at(-1);
    return last ? this.#points.length - 1 + (openTime - epochMs(last.time)) / this.#stepMs : 0;
  }
}
