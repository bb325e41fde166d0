import type { TimeRange } from '../address/time-range.ts';
import type { DetectionLog, LogChange } from '../detections/detection-log.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { ForecastAhead } from '../forecast/forecast-ahead.ts';
import { chartPoints } from './chart-points.ts';
import { ChartWindow } from './chart-window.ts';
import type { DrawnPoints } from './drawn-points.ts';
import type { TimeView } from './time-view.ts';

/** More appends than this at once are cheaper as a new window. */
const MANY = 200;
/** So many candles from an edge of the window, the next stretch is fetched. */
const EDGE = 60;

/** What a viewport tells its surroundings. */
export interface ViewportListeners {
  /** The anomalies among the rows that are drawn now. */
  onAnomalies(rows: readonly DetectionRow[]): void;
  /** The left edge of what is known comes into sight. */
  onNeedEarlier(): void;
  /** The newest candle came into sight or went out of it. */
  onFollowing(isFollowing: boolean): void;
}

/**
 * What of the log is drawn, what of that is in sight, and how both move. Appends go to the end of what is drawn one by
 * one; anything else (a jump, panning or zooming past an edge, history) draws a new window at the same place in time.
 */
export class Viewport {
  readonly view: TimeView;
  readonly #log: DetectionLog<DetectionRow>;
  readonly #window: ChartWindow<DetectionRow>;
  readonly #drawn: DrawnPoints;
  readonly #stepMs: number;
  readonly #listeners: ViewportListeners;
  #ahead: ForecastAhead | null = null;
  #isLookDue = false;
  #isDisposed = false;
  #wasFollowing = true;

  constructor(
    log: DetectionLog<DetectionRow>,
    drawn: DrawnPoints,
    view: TimeView,
    stepMs: number,
    listeners: ViewportListeners,
  ) {
    this.#log = log;
    this.#window = new ChartWindow(log);
    this.#drawn = drawn;
    this.view = view;
    this.#stepMs = stepMs;
    this.#listeners = listeners;
  }

  get rowsInSight(): DetectionRow[] {
    const { range } = this.view;
    return range ? this.#drawn.rowsBetween(range.from, range.to) : [];
  }

  /** Takes over what a merge changed in the log. */
  onLogChange(change: LogChange<DetectionRow>): void {
    const wasEmpty = this.#window.isEmpty;
    const heldNewest = this.#window.follow(change);
    if (wasEmpty) return this.goToNewest();
    if (change.appended.length > 0 && heldNewest) this.#append(change.appended);
    if (change.insertedEarlier > 0) this.#lookAtEdges();
  }

  /** Draws the expected candle after the newest one, or none; one for another place is left out. */
  showAhead(ahead: ForecastAhead | null): void {
    this.#ahead = ahead;
    if (!ahead) this.#drawn.removeAhead();
    if (!ahead || !this.#window.holdsNewest) return;
    this.#drawn.appendAhead(ahead);
  }

  goToNewest(): void {
    this.#window.moveToNewest(this.view.usualWidth);
    this.redraw();
    this.view.showNewest(this.#drawn.count);
  }

  /** Brings the candle of this time into the middle. */
  goTo(openTime: number): void {
    this.#window.moveAround(this.#log.indexAtOrAfter(openTime), this.view.usualWidth);
    this.redraw();
    this.view.centre(this.#drawn.placeOf(openTime));
  }

  /** Shows this stretch of time, as far as it is known; the newest candles where all of it is still to come. */
  showTimes({ from, to }: TimeRange): void {
    if (from > (this.#log.newest?.openTime ?? Infinity)) return this.goToNewest();
    const first = this.#log.indexAtOrAfter(from);
    const last = this.#log.indexAtOrAfter(to);
    this.#window.moveAround((first + last) / 2, last - first);
    this.redraw();
    this.view.showBetween(this.#drawn.placeOf(from), this.#drawn.placeOf(to));
  }

  timesInSight(): TimeRange | null {
    const { range } = this.view;
    const from = range ? this.#drawn.timeAt(Math.ceil(range.from)) : undefined;
    const last = range ? this.#drawn.timeAt(Math.floor(range.to)) : undefined;
    return from === undefined || last === undefined ? null : { from, to: last + this.#stepMs };
  }

  /** Starts over with what the log holds now. */
  reset(): void {
    this.#window.clear();
    this.redraw();
  }

  /** Draws everything anew, where it is. */
  redraw(): void {
    this.#drawn.replace(chartPoints(this.#window.rows, this.#stepMs));
    this.#listeners.onAnomalies(this.#drawn.anomalies);
    this.showAhead(this.#ahead);
  }

  /**
   * Looks at the edges once the chart has finished what it is at: it reports a range in the middle of drawing it, and
   * whatever it is told there it forgets.
   */
  lookAtEdgesSoon(): void {
    if (this.#isLookDue) return;
    this.#isLookDue = true;
    queueMicrotask(() => {
      this.#isLookDue = false;
      if (!this.#isDisposed) this.#lookAtEdges();
    });
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  /** Whether the newest of the places that are drawn is in sight. */
  get #isFollowing(): boolean {
    const { range } = this.view;
    return range === null || range.to >= this.#drawn.count - 1.5;
  }

  #append(appended: readonly DetectionRow[]): void {
    const isPlain = appended.length <= MANY && this.#drawn.isFollowedBy(appended);
    if (!isPlain || !this.#window.growToNewest(this.view.width)) return this.#moveWindow(this.#isFollowing);
    if (this.#isFollowing) this.view.moveAlong(appended.length);
    for (const row of appended) this.#drawn.append(row);
    if (appended.some(({ isAnomaly }) => isAnomaly)) this.#listeners.onAnomalies(this.#drawn.anomalies);
  }

  /** Draws another window around what is in sight, which stays where it is, or with the newest row at its right. */
  #moveWindow(isToNewest: boolean): void {
    const { range, width } = this.view;
    if (!range) return;
    if (isToNewest) {
      const before = this.#drawn.count;
      this.#window.moveToNewest(width);
      this.redraw();
      return this.view.showShifted(range, this.#drawn.count - before);
    }
    const anchor = this.#drawn.timeAt((range.from + range.to) / 2) ?? 0;
    const before = this.#drawn.placeOf(anchor);
    this.#window.moveAround(this.#log.indexAtOrAfter(anchor), width);
    this.redraw();
    this.view.showShifted(range, this.#drawn.placeOf(anchor) - before);
  }

  #lookAtEdges(): void {
    const { range } = this.view;
    if (!range || this.#drawn.count === 0) return;
    const { holdsOldest, holdsNewest } = this.#window;
    this.#tellFollowing(holdsNewest && this.#isFollowing);
    const isAtStart = range.from < EDGE;
    const isAtEnd = range.to > this.#drawn.count - EDGE;
    if ((isAtStart && !holdsOldest) || (isAtEnd && !holdsNewest)) this.#moveWindow(false);
    else if (isAtStart) this.#listeners.onNeedEarlier();
  }

  #tellFollowing(isFollowing: boolean): void {
    if (isFollowing === this.#wasFollowing) return;
    this.#wasFollowing = isFollowing;
    this.#listeners.onFollowing(isFollowing);
  }
}
