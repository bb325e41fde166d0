import type { Detection } from '@detective/schema';

/** Reads the detections of a series after a mark, oldest first, at most `limit`. */
export type ReadAfter = (mark: number, limit: number) => Promise<Detection[]>;

const PAGE = 1_000;
/** So small that other requests hardly wait for the event loop while a page is read. */
const CATCH_UP_PAGE = 200;

/**
 * The newest detections of one series in memory, shared by all who follow it. A follower only holds a mark (the open
 * time of the last detection it has seen); one that falls behind what is kept here reads pages from the database. A
 * slow follower therefore costs a number, not a queue.
 */
export class SeriesTail {
  readonly #read: ReadAfter;
  readonly #capacity: number;
  #recent: Detection[] = [];
  /** `#recent` holds everything stored after this mark, up to `#newest`. */
  #floor: number;
  #newest: number;
  #refreshing: Promise<void> | undefined;
  #isStale = false;

  /** @param newest open time of the newest stored detection, −Infinity for none */
  constructor(read: ReadAfter, newest: number, capacity = 2_000) {
    this.#read = read;
    this.#capacity = capacity;
    this.#floor = newest;
    this.#newest = newest;
  }

  get newest(): number {
    return this.#newest;
  }

  get newestDetectedAt(): Date | undefined {
    return this.#recent.at(-1)?.detectedAt;
  }

  /** Whether what comes after a mark has to be read from the database. */
  isBehind(mark: number): boolean {
    return mark < this.#floor;
  }

  /** Reads what was stored since; calls during a refresh share the next one. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#refreshing ??= this.#catchUp().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** The detections after a mark, in order, a page at most; empty when there is nothing newer yet. */
  async after(mark: number): Promise<Detection[]> {
    if (this.isBehind(mark)) return this.#read(mark, CATCH_UP_PAGE);
    // Searched from the end, because that is where followers are.
    return this.#recent.slice(this.#recent.findLastIndex(({ openTime }) => openTime.getTime() <= mark) + 1);
  }

  async #catchUp(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      let page: Detection[];
      do {
        page = await this.#read(this.#newest, PAGE);
        this.#append(page);
      } while (page.length === PAGE);
    }
  }

  #append(page: Detection[]): void {
    const last = page.at(-1);
    if (!last) return;
    this.#newest = last.openTime.getTime();
    this.#recent.push(...page);
    const surplus = this.#recent.length - this.#capacity;
    if (surplus > 0) this.#floor = this.#recent.splice(0, surplus).at(-1)?.openTime.getTime() ?? this.#floor;
  }
}
