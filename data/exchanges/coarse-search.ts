import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';

/** Intervals that are asked where candles begin, in this order, as far as the exchange has them. */
const COARSE: readonly Interval[] = ['1d', '4h', '1h', '15m', '5m'];

/** How long the check of what is skipped may take by the exchange's rate limit. */
const LONGEST_CHECK_MS = 60_000;

/** So many failures in a row end the search: some exchange's days are not ours, or can't be had. */
const TOLERATED_FAILURES = 3;

/** Fewer empty pages than this are passed sooner than a search has begun. */
const LEAST_GAIN_PAGES = 2;

export interface CoarseSearchOptions {
  /** Of the candles that are followed. */
  interval: Interval;
  /** What the exchange has. */
  intervals: readonly Interval[];
  pageSize: number;
  /** What a request takes of the rate limit. */
  requestMs: number;
}

export interface SearchQuestion {
  since: EpochMs;
  limit: number;
  interval: Interval;
}

/**
 * Where candles go on behind empty pages, found with few questions: first longer candles are asked for, twice, then all
 * that would be skipped once more, at the shortest interval for which that takes a minute. The earliest candle of any
 * answer counts: one that lacks candles, or a long candle that is missing, doesn't hide the short ones of its time.
 */
export class CoarseSearch {
  readonly #options: CoarseSearchOptions;
  /** Longer than what is followed, the longest first. */
  readonly #coarse: readonly Interval[];
  /** Those that are still to be asked. */
  #left: Interval[] = [];
  #from: EpochMs = NaN;
  #base: EpochMs = NaN;
  #question: SearchQuestion | undefined;
  #isCheck = false;
  #found: EpochMs | undefined;
  #failures = 0;

  constructor(options: CoarseSearchOptions) {
    this.#options = options;
    const { interval, intervals } = options;
    this.#coarse = COARSE.filter((one) => intervals.includes(one) && INTERVALS[one] > INTERVALS[interval]);
  }

  /** What to ask; undefined while nothing is searched. */
  get question(): SearchQuestion | undefined {
    return this.#question;
  }

  /** Up to where nothing was found, at the shorter interval. */
  get checkedUntil(): EpochMs | undefined {
    return this.#isCheck ? this.#question?.since : undefined;
  }

  /**
   * @param from up to where the pages were empty
   * @param base the first candle that is looked for opens at this time or later
   */
  begin(from: EpochMs, base: EpochMs): void {
    this.#from = from;
    this.#base = base;
    this.#failures = 0;
    // A long candle that begins before may be one of candles that were handed on.
    this.#left = this.#coarse.filter((interval) => floor(from, interval) >= base);
    this.#askNext();
  }

  /** @returns a time before which there is no candle, and at or after which there is one; undefined while there is more to ask, or nothing came of it */
  take(candles: readonly Ohlcv[], now: EpochMs): EpochMs | undefined {
    const { since, interval, limit } = this.#question ?? never();
    this.#failures = 0;
    const first = candles.find(({ openTime }) => openTime >= since)?.openTime;
    const end = since + limit * INTERVALS[interval];
    if (this.#isCheck) return this.#afterCheck(first, end);
    if (first === undefined && end <= (this.#found ?? now)) this.#ask(interval, end);
    else this.#afterLook(first, interval);
    return undefined;
  }

  /** The question has no answer that can be used. */
  fail(): void {
    if (++this.#failures >= TOLERATED_FAILURES) this.#askNext();
  }

  #afterLook(first: EpochMs | undefined, interval: Interval): void {
    const before = this.#found;
    if (first === undefined && before === undefined) return this.#askNext();
    this.#found = Math.min(first ?? Infinity, before ?? Infinity);
    if (this.#found - this.#from < LEAST_GAIN_PAGES * this.#pageMs(this.#options.interval)) {
      return this.#askNext();
    }
    if (before === undefined) return this.#ask(interval, floor(this.#from, interval));
    this.#isCheck = true;
    this.#failures = 0;
    const check = this.#checkInterval(this.#found, interval);
    this.#ask(check, Math.ceil(this.#base / INTERVALS[check]) * INTERVALS[check]);
  }

  #afterCheck(first: EpochMs | undefined, end: EpochMs): EpochMs | undefined {
    const found = this.#found ?? never();
    const { interval } = this.#question ?? never();
    if (first === undefined && end < found) {
      this.#ask(interval, end);
      return undefined;
    }
    this.#question = undefined;
    return Math.min(first ?? Infinity, found);
  }

  #askNext(): void {
    const interval = this.#left.shift();
    this.#isCheck = false;
    this.#found = undefined;
    this.#failures = 0;
    this.#question = undefined;
    if (interval) this.#ask(interval, floor(this.#from, interval));
  }

  #ask(interval: Interval, since: EpochMs): void {
    this.#question = { since, interval, limit: this.#options.pageSize };
  }

  #checkInterval(found: EpochMs, longest: Interval): Interval {
    const { interval, requestMs } = this.#options;
    const costMs = (one: Interval) => ((found - this.#base) / this.#pageMs(one)) * requestMs;
    const shorter = this.#coarse.filter((one) => INTERVALS[one] < INTERVALS[longest]);
    return [interval, ...shorter.reverse()].find((one) => costMs(one) <= LONGEST_CHECK_MS) ?? longest;
  }

  #pageMs(interval: Interval): number {
    return this.#options.pageSize * INTERVALS[interval];
  }
}

const floor = (time: EpochMs, interval: Interval): EpochMs =>
  Math.floor(time / INTERVALS[interval]) * INTERVALS[interval];

function never(): never {
  throw new Error('nothing is searched');
}
