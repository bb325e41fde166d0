import type { FollowedSeries } from './follower.ts';

/** Detections in memory, of all series together: some 1.5 kB each. */
const MOST_HELD = 50_000;

/**
 * The series with detections in memory, the one with the oldest news first. Keeps memory flat however many series there
 * are; who still needs what is let go reads it from the database.
 */
export class HeldTails {
  readonly #series = new Set<FollowedSeries>();

  /** Its tail has the newest news of all; what was not heard of for longest is let go where it is too much. */
  add(series: FollowedSeries): void {
    this.#series.delete(series);
    this.#series.add(series);
    let count = 0;
    for (const { tail } of this.#series) count += tail.length;
    for (const oldest of this.#series) {
      if (count <= MOST_HELD) break;
      count -= oldest.tail.length;
      oldest.tail.release();
      this.#series.delete(oldest);
    }
  }

  /** Its tail holds nothing any more. */
  delete(series: FollowedSeries): void {
    this.#series.delete(series);
  }
}
