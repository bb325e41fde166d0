import { DetectionLog } from '../detections/detection-log.ts';
import type { DetectionRow } from '../detections/detection-row.ts';

/**
 * The anomalies of one series from some time on, without a hole: whatever would leave one is not taken. All methods
 * take detections of any kind and pick the anomalies themselves.
 */
export class AnomalyLog {
  readonly #anomalies = new DetectionLog<DetectionRow>();
  #since = Infinity;

  /** Ascending by openTime. */
  get rows(): readonly DetectionRow[] {
    return this.#anomalies.rows;
  }

  /** Every anomaly from this time on is known; Infinity before anything is, −Infinity with all of them. */
  get since(): number {
    return this.#since;
  }

  /** Adds what follows everything known. */
  append(detections: readonly DetectionRow[]): void {
    this.#since = Math.min(this.#since, detections[0]?.openTime ?? Infinity);
    this.#merge(detections);
  }

  /**
   * Adds a range of history, and tells whether it could be taken.
   *
   * @param from the range holds every anomaly from this time on …
   * @param before … up to, but without, this one
   */
  prepend(detections: readonly DetectionRow[], from: number, before: number): boolean {
    if (before < this.#since) return false;
    this.#since = Math.min(this.#since, from);
    this.#merge(detections);
    return true;
  }

  /** There are no candles before those that are known. */
  markComplete(): void {
    this.#since = -Infinity;
  }

  /** Lets all but the newest so many go. */
  keepNewest(count: number): void {
    const { droppedEarliest } = this.#anomalies.dropEarliest(count);
    if (droppedEarliest > 0) this.#since = this.#anomalies.oldest?.openTime ?? Infinity;
  }

  clear(): void {
    this.#anomalies.clear();
    this.#since = Infinity;
  }

  #merge(detections: readonly DetectionRow[]): void {
    this.#anomalies.merge(detections.filter(({ isAnomaly }) => isAnomaly));
  }
}
