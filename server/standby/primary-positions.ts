import type { LogPosition } from '../database/log-position.ts';

/** With two a second, ten minutes. */
const MOST_KEPT = 1_200;

interface Sighting extends LogPosition {
  /** Of the monotonic clock, in ms: what had been committed before is in the log up to here. */
  askedAt: number;
}

/** Where the primary's log had come to, and when: by it the age of what a standby shows can be told. */
export class PrimaryPositions {
  /** All of one timeline, in the order of time. */
  readonly #sightings: Sighting[] = [];

  add(sighting: Sighting): void {
    const newest = this.#sightings.at(-1);
    if (newest && sighting.timeline < newest.timeline) return;
    // What was seen in an earlier timeline says nothing of this one: they part before its end.
    if (newest && sighting.timeline > newest.timeline) this.#sightings.length = 0;
    this.#sightings.push(sighting);
    if (this.#sightings.length > MOST_KEPT) this.#sightings.shift();
  }

  /**
   * How long ago all that a standby shows was all that there was.
   *
   * @param shown up to where it has replayed the log
   * @param now of the monotonic clock, in ms
   * @returns ms; Infinity where that can't be told, as on another timeline than the primary's
   */
  ageOf(shown: LogPosition, now: number): number {
    if (shown.timeline !== this.#sightings.at(-1)?.timeline) return Infinity;
    const reached = this.#sightings.findLast(({ bytes }) => bytes <= shown.bytes);
    return reached ? now - reached.askedAt : Infinity;
  }
}
