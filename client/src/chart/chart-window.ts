import type { DetectionLog, LogChange } from '../detections/detection-log.ts';

/** Rows held on each side of what is in sight: enough to pan for a while, few enough to be drawn within a frame. */
const FEWEST_BESIDE = 300;
const MOST_BESIDE = 1_000;

const rowsBeside = (inSight: number) => Math.min(MOST_BESIDE, Math.max(FEWEST_BESIDE, Math.ceil(inSight)));

/** How many rows the chart holds at once while so many bars are in sight. */
export const windowRows = (inSight: number): number => Math.ceil(inSight) + 2 * rowsBeside(inSight);

/**
 * Which of a log's rows the chart holds: every candle drawn costs time for each row held, so it holds what is in sight
 * and a range on both sides of it.
 */
export class ChartWindow<Row extends { readonly openTime: number }> {
  readonly #log: DetectionLog<Row>;
  #start = 0;
  /** Exclusive. */
  #end = 0;

  constructor(log: DetectionLog<Row>) {
    this.#log = log;
  }

  get rows(): Row[] {
    return this.#log.rows.slice(this.#start, this.#end);
  }

  get isEmpty(): boolean {
    return this.#end === 0;
  }

  get holdsOldest(): boolean {
    return this.#start === 0;
  }

  get holdsNewest(): boolean {
    return this.#end === this.#log.rows.length;
  }

  clear(): void {
    this.#start = this.#end = 0;
  }

  /**
   * Stays at its rows while the log changes around them.
   *
   * @returns whether it held the newest row until now
   */
  follow({ appended, insertedEarlier, droppedEarliest }: LogChange<Row>): boolean {
    const shift = insertedEarlier - droppedEarliest;
    const heldNewest = this.#end + shift === this.#log.rows.length - appended.length;
    this.#start = Math.max(0, this.#start + shift);
    // The newest rows may have been let go, too, but for those that have come.
    const newestHeld = this.#log.rows.length - appended.length;
    this.#end = Math.max(0, Math.min(this.#end + shift, newestHeld));
    return heldNewest;
  }

  /** Whether it may grow to the newest row; else it is time for another window. */
  growToNewest(inSight: number): boolean {
    const total = this.#log.rows.length;
    if (total - this.#start > windowRows(inSight) + rowsBeside(inSight)) return false;
    this.#end = total;
    return true;
  }

  moveToNewest(inSight: number): void {
    this.moveAround(this.#log.rows.length, inSight);
  }

  /** Moves so that this row of the log is in its middle, as far as there are rows on both sides. */
  moveAround(index: number, inSight: number): void {
    const total = this.#log.rows.length;
    const rows = windowRows(inSight);
    this.#start = Math.max(0, Math.min(total - rows, Math.round(index - rows / 2)));
    this.#end = Math.min(total, this.#start + rows);
  }
}
