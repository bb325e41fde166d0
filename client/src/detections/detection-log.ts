import type { EpochMs } from '../format/units.ts';
import { partitionPoint } from '../series/partition-point.ts';

/** What a merge changed. Rows already known are never replaced: a stored judgement does not change. */
export interface LogChange<Row> {
  /** Rows newer than everything known before, ascending. */
  readonly appended: readonly Row[];
  /** How many rows were added before the newest one known until now. */
  readonly insertedEarlier: number;
  /** How many of the oldest rows were let go. */
  readonly droppedEarliest: number;
}

/**
 * The rows of one series, ascending by openTime, each time once, whatever the order and the overlap in which
 * pages of history and live events arrive.
 */
export class DetectionLog<Row extends { readonly openTime: number }> {
  #rows: Row[] = [];
  #isComplete = false;

  /** @param rows ascending by openTime, each time once */
  constructor(rows: readonly Row[] = []) {
    this.#rows = [...rows];
  }

  /** Whether the series has no candle before the oldest row. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get oldest(): Row | undefined {
    return this.#rows[0];
  }

  get newest(): Row | undefined {
    return this.#rows.at(-1);
  }

  /**
   * Adds the page of history that ends where the log began when it was asked for. If the log begins elsewhere by now,
   * the page is left out: it would leave a hole.
   *
   * @param before openTime of the oldest row when the page was asked for
   */
  mergeEarlier(page: Iterable<Row>, before: number): LogChange<Row> {
    return this.merge(this.oldest?.openTime === before ? page : []);
  }

  /** The same for a page that follows the newest row. */
  mergeLater(page: Iterable<Row>, after: number): LogChange<Row> {
    return this.merge(this.newest?.openTime === after ? page : []);
  }

  /** Tells that the oldest row is the first of the series. */
  markComplete(): void {
    this.#isComplete = true;
  }

  /** Lets the oldest rows go, all but the newest `kept`; a page that stays open for months must not grow for months. */
  dropEarliest(kept: number): LogChange<Row> {
    const droppedEarliest = Math.max(0, this.#rows.length - kept);
    if (droppedEarliest > 0) {
      this.#rows = this.#rows.slice(droppedEarliest);
      this.#isComplete = false;
    }
    return { appended: [], insertedEarlier: 0, droppedEarliest };
  }

  /** Lets the newest rows go, all but the oldest `kept`. */
  dropLatest(kept: number): void {
    if (this.#rows.length > kept) this.#rows = this.#rows.slice(0, kept);
  }

  /** Adds the rows that are not known yet; the batch may be in any order and may overlap with what is there. */
  merge(batch: Iterable<Row>): LogChange<Row> {
    const appended: Row[] = [];
    const earlier: Row[] = [];
    const newestBefore = this.newest?.openTime ?? -Infinity;
    for (const row of sortedOnce(batch)) {
      if (row.openTime > newestBefore) appended.push(row);
      else if (this.find(row.openTime) === undefined) earlier.push(row);
    }
    if (earlier.length > 0) this.#rows = mergeSorted(earlier, this.#rows);
    for (const row of appended) this.#rows.push(row);
    return { appended, insertedEarlier: earlier.length, droppedEarliest: 0 };
  }

  /** The row that opened at this time, if it is known. */
  find(openTime: EpochMs): Row | undefined {
    const row = this.#rows[this.indexAtOrAfter(openTime)];
    return row?.openTime === openTime ? row : undefined;
  }

  /** Index of the first row that opened at this time or later; the number of rows if there is none. */
  indexAtOrAfter(openTime: EpochMs): number {
    return partitionPoint(this.#rows, (row) => row.openTime < openTime);
  }

  clear(): void {
    this.#rows = [];
    this.#isComplete = false;
  }
}

function sortedOnce<Row extends { readonly openTime: number }>(batch: Iterable<Row>): Row[] {
  const sorted = [...batch].sort((a, b) => a.openTime - b.openTime);
  return sorted.filter((row, index) => row.openTime !== sorted[index - 1]?.openTime);
}

function mergeSorted<Row extends { readonly openTime: number }>(
  left: readonly Row[],
  right: readonly Row[],
): Row[] {
  const merged: Row[] = [];
  let next = 0;
  for (const row of right) {
    for (
      let candidate = left[next];
      candidate && candidate.openTime < row.openTime;
      candidate = left[++next]
    ) {
      merged.push(candidate);
    }
    merged.push(row);
  }
  return merged.concat(left.slice(next));
}
