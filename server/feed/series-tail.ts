import { Detection, type Verdict } from '@detective/schema';

/** Reads the detections of a series after a mark, oldest first, at most `limit`. */
export type ReadAfter = (mark: number, limit: number) => Promise<Detection[]>;

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

  /** Detections in memory. */
  get length(): number {
    return this.#recent.length;
  }

  get newestDetectedAt(): Date | undefined {
    return this.#recent.at(-1)?.detectedAt;
  }

  /** Whether what comes after a mark has to be read from the database. */
  isBehind(mark: number): boolean {
    return mark < this.#floor;
  }

  /** The detections after a mark, in order, a page at most; empty when there is nothing newer yet. */
  async after(mark: number): Promise<Detection[]> {
    if (this.isBehind(mark)) {
      const page = await this.#read(mark, CATCH_UP_PAGE);
      // What is newer comes by way of `append`: it must not come twice.
      return page.filter(({ openTime }) => openTime.getTime() <= this.#newest);
    }
    // Searched from the end, because that is where followers are.
    return this.#recent.slice(this.#recent.findLastIndex(({ openTime }) => openTime.getTime() <= mark) + 1);
  }

  /** Takes what was stored since, ascending and without a gap. */
  append(page: Detection[]): void {
    const last = page.at(-1);
    if (!last) return;
    this.#newest = last.openTime.getTime();
    this.#recent.push(...page);
    const surplus = this.#recent.length - this.#capacity;
    if (surplus > 0) this.#floor = this.#recent.splice(0, surplus).at(-1)?.openTime.getTime() ?? this.#floor;
  }

  /**
   * Takes what people have said since of what is kept here. A detection that is told with another verdict is another one.
   *
   * @param verdicts by open time, all of those on detections up to `newest`
   */
  takeVerdicts(verdicts: ReadonlyMap<number, Verdict>, newest: number): void {
    this.#recent = this.#recent.map((detection) => {
      const time = detection.openTime.getTime();
      const verdict = verdicts.get(time) ?? null;
      return time > newest || isSame(detection.verdict ?? null, verdict)
        ? detection
        : Object.assign(new Detection(), detection, { verdict });
    });
  }

  /** Lets go of what is kept here, and of what came up to a newer detection if there is one: it can be read. */
  release(newest = this.#newest): void {
    this.#newest = newest;
    this.#floor = newest;
    this.#recent = [];
  }
}

const isSame = (one: Verdict | null, other: Verdict | null): boolean =>
  one?.decidedAt.getTime() === other?.decidedAt.getTime() &&
  one?.kind === other?.kind &&
  one?.note === other?.note;
