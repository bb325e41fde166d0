import type { EpochMs } from '../format/units.ts';
import { DetectionLog, type LogChange } from './detection-log.ts';

/** Rows kept of each range: more than two years of hours. */
const KEPT = 20_000;
/** Letting go one row at a time would copy the others each time. */
const KEPT_SLACK = 2_000;

type Timed = { readonly openTime: number };

/** What a merge changed, and in which range. */
export interface RangeChange<Row extends Timed> extends LogChange<Row> {
  readonly log: DetectionLog<Row>;
}

export interface RangeListeners<Row extends Timed> {
  onChange(change: RangeChange<Row>): void;
  /** The candles that are shown are in another range from now on, as the two met or one was cut. */
  onRegrouped(): void;
}

/**
 * What is known of a series: the newest candles, live, and while somebody looks at the past, the range around that,
 * with nothing of what lies between them. Each is without a hole and of bounded size; where they meet they become one.
 */
export class DetectionRanges<Row extends Timed> {
  /** The range that ends with the newest candle. */
  readonly head = new DetectionLog<Row>();
  #past: DetectionLog<Row> | null = null;
  readonly #listeners: RangeListeners<Row>;

  constructor(listeners: RangeListeners<Row>) {
    this.#listeners = listeners;
  }

  /** The range that somebody looks at. */
  get shown(): DetectionLog<Row> {
    return this.#past ?? this.head;
  }

  /** Everything known, ascending. */
  get rows(): readonly Row[] {
    const { oldest } = this.head;
    const before = this.#past?.rows.filter(({ openTime }) => !oldest || openTime < oldest.openTime) ?? [];
    return [...before, ...this.head.rows];
  }

  addNewest(rows: Iterable<Row>): void {
    this.#tell(this.head, this.head.merge(rows));
  }

  /** Looks at a range of the past that is apart from everything known. */
  openPast(rows: readonly Row[], isFromTheFirst: boolean): void {
    this.#past = new DetectionLog(rows);
    if (isFromTheFirst) this.#past.markComplete();
  }

  /** Looks at the newest candles again; the past is let go. */
  showHead(): void {
    this.#past = null;
  }

  /**
   * Adds the page that ends where a range began when it was asked for.
   *
   * @param before openTime of the oldest row when the page was asked for
   */
  addEarlier(log: DetectionLog<Row>, page: readonly Row[], before: EpochMs, isFromTheFirst: boolean): void {
    if (log !== this.head && log !== this.#past) return;
    const isInPlace = log.oldest?.openTime === before;
    const change = log.mergeEarlier(page, before);
    if (isInPlace && isFromTheFirst) log.markComplete();
    this.#tell(log, change);
    if (log === this.#past) log.dropLatest(KEPT);
  }

  /** Adds the page that follows the past that is shown; where that reaches the newest candles, the two become one. */
  addLater(log: DetectionLog<Row>, page: readonly Row[], after: EpochMs): void {
    if (log !== this.#past) return;
    this.#tell(log, log.mergeLater(page, after));
    const isReached = (log.newest?.openTime ?? -Infinity) >= (this.head.oldest?.openTime ?? Infinity);
    if (isReached) this.#join(log);
    else if (log.rows.length > KEPT + KEPT_SLACK) this.#tell(log, log.dropEarliest(KEPT));
  }

  /**
   * Lets go what is too far from what is looked at; a page that stays open for months must not grow for months.
   *
   * @param middle openTime in the middle of what is in sight; null while the newest candle is
   */
  letGo(middle: EpochMs | null): void {
    if (this.head.rows.length <= KEPT + KEPT_SLACK) return;
    const isCut = middle !== null && this.#past === null && this.#cutAround(middle);
    this.#tell(this.head, this.head.dropEarliest(isCut ? KEPT / 2 : KEPT));
  }

  clear(): void {
    this.#past = null;
    this.head.clear();
  }

  /** Makes what lies around this time a range of its own, unless it is among the newest anyway. */
  #cutAround(middle: EpochMs): boolean {
    const { rows, isComplete } = this.head;
    const index = this.head.indexAtOrAfter(middle);
    if (index >= rows.length - KEPT / 2) return false;
    const start = Math.max(0, index - KEPT / 2);
    this.openPast(rows.slice(start, index + KEPT / 2), isComplete && start === 0);
    this.#listeners.onRegrouped();
    return true;
  }

  #join(past: DetectionLog<Row>): void {
    const change = this.head.merge(past.rows);
    if (past.isComplete) this.head.markComplete();
    this.#past = null;
    this.#tell(this.head, change);
    this.#listeners.onRegrouped();
  }

  #tell(log: DetectionLog<Row>, change: LogChange<Row>): void {
    const { appended, insertedEarlier, droppedEarliest } = change;
    if (appended.length + insertedEarlier + droppedEarliest > 0) this.#listeners.onChange({ ...change, log });
  }
}
