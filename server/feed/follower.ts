import type { EndSignal } from './light-signal.ts';
import type { SeriesTail } from './series-tail.ts';

/** Which detections a follower wants; without exchange, symbol or interval, those of every series. */
export interface FeedFilter {
  exchange?: string | undefined;
  symbol?: string | undefined;
  interval?: string | undefined;
  /** Start with everything stored after this candle; without it, only what is stored from now on. */
  after?: Date | undefined;
  anomaliesOnly?: boolean;
  /** Whether the follower is told of a symbol without a candle that looks misspelt. */
  mustExist?: boolean;
  /** Whose follower this is, such as an address: clients that catch up take turns. */
  client?: string | undefined;
}

export interface FollowedSeries {
  exchange: string;
  symbol: string;
  interval: string;
  name: string;
  tail: SeriesTail;
}

/**
 * What one follower has still to read: series in which something is new to it, each with the open time up to which it
 * has everything. A series that it is up to date with takes no place here, so that one who follows thousands of them is
 * no larger than one who follows a single one, and is woken only by those that have something for it.
 */
export class Follower {
  readonly filter: FeedFilter;
  readonly #unread = new Map<FollowedSeries, number>();
  readonly #signal: EndSignal;
  #wake: () => void = () => undefined;

  /** @param signal aborts when the follower leaves */
  constructor(filter: FeedFilter, signal: EndSignal) {
    this.filter = filter;
    this.#signal = signal;
    // Once, and not at each wait: listeners cost more than all else that a waiting follower does.
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  isFor({ exchange, symbol, interval }: { exchange: string; symbol: string; interval: string }): boolean {
    const { filter } = this;
    return (
      (filter.exchange === undefined || filter.exchange === exchange) &&
      (filter.symbol === undefined || filter.symbol === symbol) &&
      (filter.interval === undefined || filter.interval === interval)
    );
  }

  /**
   * Tells the follower that a series has something new.
   *
   * @param mark up to where it was known before: a follower that was up to date has everything up to there
   */
  tell(series: FollowedSeries, mark: number): void {
    // One that is behind already comes to it by itself.
    if (!this.#unread.has(series))
      this.#unread.set(series, Math.max(mark, this.filter.after?.getTime() ?? -Infinity));
    this.#wake();
  }

  /** The series whose turn it is, with the mark; to be given back with `readUpTo` unless all of it was read. */
  take(): [FollowedSeries, number] | undefined {
    const [next] = this.#unread;
    if (next) this.#unread.delete(next[0]);
    return next;
  }

  /** The rest of a series is still to be read, after the others. */
  readUpTo(series: FollowedSeries, mark: number): void {
    this.#unread.set(series, mark);
  }

  /** All of a series was read, what the follower was told of meanwhile included. */
  hasReadAll(series: FollowedSeries): void {
    this.#unread.delete(series);
  }

  /** Resolves when there is something to take, or when the signal aborts. */
  untilTold(): Promise<void> {
    if (this.#unread.size > 0 || this.#signal.aborted) return Promise.resolve();
    return new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}
