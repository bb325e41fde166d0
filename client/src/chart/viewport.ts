import type { EpochMs } from '../format/units.ts';
import type { TimeRange } from '../address/time-range.ts';
import type { DetectionLog } from '../detections/detection-log.ts';
import type { DetectionRanges, RangeChange } from '../detections/detection-ranges.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { ForecastAhead } from '../forecast/forecast-ahead.ts';
import { chartPoints } from './chart-points.ts';
import { ChartWindow } from './chart-window.ts';
import type { ChartData } from './chart-data.ts';
import { type EdgeListeners, type EdgesInSight, EdgeWatch } from './edge-watch.ts';
import { InSight } from './in-sight.ts';
import type { TimeView } from './time-view.ts';

/** More appends than this at once are cheaper as a new window. */
const MANY = 200;
/** What a viewport tells its surroundings. */
export interface ViewportListeners extends Omit<EdgeListeners, 'onWindowEnds'> {
  /** The anomalies among the rows that are drawn now. */
  onAnomalies(rows: readonly DetectionRow[]): void;
}

/**
 * What of the candles known is drawn, what of that is in sight, and how both move. Appends go to the end of what is drawn one by
 * one; anything else (a jump, panning or zooming past an edge, history) draws a new window at the same place in time.
 */
export class Viewport {
  readonly view: TimeView;
  readonly inSight: InSight;
  readonly #ranges: DetectionRanges<DetectionRow>;
  /** The range that is drawn; the one to show next may already be another. */
  #log: DetectionLog<DetectionRow>;
  #window: ChartWindow<DetectionRow>;
  readonly #data: ChartData;
  readonly #stepMs: number;
  readonly #listeners: ViewportListeners;
  #ahead: ForecastAhead | null = null;
  readonly #edges: EdgeWatch;

  constructor(
    ranges: DetectionRanges<DetectionRow>,
    data: ChartData,
    view: TimeView,
    stepMs: number,
    listeners: ViewportListeners,
  ) {
    this.#ranges = ranges;
    this.#log = ranges.shown;
    this.#window = new ChartWindow(this.#log);
    this.#data = data;
    this.view = view;
    this.inSight = new InSight(view, data, stepMs);
    this.#stepMs = stepMs;
    this.#listeners = listeners;
    this.#edges = new EdgeWatch(() => this.#edgesInSight(), {
      ...listeners,
      onWindowEnds: () => this.#moveWindow(false),
    });
  }

  /** The candle that opened at this time, if it is among those of the range that is drawn. */
  find(openTime: EpochMs): DetectionRow | undefined {
    return this.#log.find(openTime);
  }

  /** Takes over what a merge changed in a range. */
  onLogChange(change: RangeChange<DetectionRow>): void {
    if (change.log !== this.#log) return;
    const wasEmpty = this.#window.isEmpty;
    const heldNewest = this.#window.follow(change);
    if (wasEmpty) return this.goToNewest();
    const isLive = this.#log === this.#ranges.head;
    if (isLive && change.appended.length > 0 && heldNewest) this.#append(change.appended);
    // To a range of the past both are pages that somebody has panned to.
    if (change.insertedEarlier > 0 || (!isLive && change.appended.length > 0)) this.#edges.check();
  }

  /** Goes on in the range in which the candles in sight are now. */
  onRegrouped(): void {
    this.#turnToShown();
    this.#moveWindow(false);
  }

  /** Draws the expected candle after the newest one, or none; one for another place is left out. */
  showAhead(ahead: ForecastAhead | null): void {
    this.#ahead = ahead;
    if (!ahead) this.#data.removeAhead();
    if (!ahead || !this.#holdsNewest) return;
    this.#data.appendAhead(ahead);
  }

  goToNewest(): void {
    this.#ranges.showHead();
    this.#turnToShown();
    this.#window.moveToNewest(this.view.usualWidth);
    this.redraw();
    this.view.showNewest(this.#data.count);
  }

  /** Brings the candle of this time into the middle. */
  goTo(openTime: EpochMs): void {
    this.#turnToShown();
    this.#window.moveAround(this.#log.indexAtOrAfter(openTime), this.view.usualWidth);
    this.redraw();
    this.view.centre(this.#data.indexOf(openTime));
  }

  /** Shows this range of time, as far as it is known; the newest candles where all of it is still to come. */
  showTimes({ from, to }: TimeRange): void {
    if (from > (this.#ranges.head.newest?.openTime ?? Infinity)) return this.goToNewest();
    this.#turnToShown();
    const first = this.#log.indexAtOrAfter(from);
    const last = this.#log.indexAtOrAfter(to);
    this.#window.moveAround((first + last) / 2, last - first);
    this.redraw();
    this.view.showBetween(this.#data.indexOf(from), this.#data.indexOf(to));
  }

  /** Starts over with what the log holds now. */
  reset(): void {
    this.#turnToShown();
    this.#window.clear();
    this.redraw();
  }

  /** Draws everything anew, where it is. */
  redraw(): void {
    this.#data.replace(chartPoints(this.#window.rows, this.#stepMs));
    this.#listeners.onAnomalies(this.#data.anomalies);
    this.showAhead(this.#ahead);
  }

  /** To be told that the range in sight may be another one. */
  onMoved(): void {
    this.#edges.checkSoon();
  }

  dispose(): void {
    this.#edges.dispose();
  }

  /** Whether the newest candle of all is drawn. */
  get #holdsNewest(): boolean {
    return this.#log === this.#ranges.head && this.#window.holdsNewest;
  }

  #turnToShown(): void {
    if (this.#log === this.#ranges.shown) return;
    this.#log = this.#ranges.shown;
    this.#window = new ChartWindow(this.#log);
  }

  /** Whether the newest of the bars that are drawn is in sight. */
  get #isFollowing(): boolean {
    const { range } = this.view;
    return range === null || range.to >= this.#data.count - 1.5;
  }

  #edgesInSight(): EdgesInSight | null {
    const { range } = this.view;
    const { count } = this.#data;
    if (!range || count === 0) return null;
    return {
      before: range.from,
      after: count - range.to,
      isStartKnown: this.#window.holdsOldest,
      isEndKnown: this.#window.holdsNewest,
      isEndNewest: this.#holdsNewest,
      isFollowing: this.#holdsNewest && this.#isFollowing,
    };
  }

  #append(appended: readonly DetectionRow[]): void {
    const isPlain = appended.length <= MANY && this.#data.isFollowedBy(appended);
    if (!isPlain || !this.#window.growToNewest(this.view.width)) return this.#moveWindow(this.#isFollowing);
    if (this.#isFollowing) this.view.moveAlong(appended.length);
    for (const row of appended) this.#data.append(row);
    if (appended.some((row) => this.#data.isMarked(row))) this.#listeners.onAnomalies(this.#data.anomalies);
  }

  /** Draws another window around what is in sight, which stays where it is, or with the newest row at its right. */
  #moveWindow(isToNewest: boolean): void {
    const { range, width } = this.view;
    if (!range) return;
    if (isToNewest) {
      const before = this.#data.count;
      this.#window.moveToNewest(width);
      this.redraw();
      return this.view.showShifted(range, this.#data.count - before);
    }
    const anchor = this.#data.timeAt((range.from + range.to) / 2) ?? 0;
    const before = this.#data.indexOf(anchor);
    this.#window.moveAround(this.#log.indexAtOrAfter(anchor), width);
    this.redraw();
    this.view.showShifted(range, this.#data.indexOf(anchor) - before);
  }
}
