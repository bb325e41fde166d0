import type { EpochMs } from '../ohlcv.ts';

/** Empty answers of the same window that must agree before the next window is asked for. */
const BELIEVED_EMPTY_ANSWERS = 2;

/** So many empty windows are passed before it is worth it to search behind them; each time in vain, twice as many. */
const WINDOWS_BEFORE_SEARCH = 3;

/**
 * The search for the next candle past windows of time in which there is none. When one is found behind them, all of them
 * are asked for a second time, but for those that were skipped: these have been asked for already.
 */
export class EmptyWindows {
  #begin: EpochMs | undefined;
  #emptyAnswers = 0;
  #found: EpochMs | undefined;
  #skippedTo: { begin: EpochMs; first: EpochMs } | undefined;
  #passed = 0;
  #passedBeforeSearch = WINDOWS_BEFORE_SEARCH;

  /** Where the window begins once empty ones were passed, or while a hole is being proved. */
  get begin(): EpochMs | undefined {
    return this.#begin;
  }

  /** The first candle behind empty windows, while they are asked for a second time. */
  get found(): EpochMs | undefined {
    return this.#found;
  }

  /**
   * One more answer without a candle.
   *
   * @returns whether that is believed, so that the next window is asked for
   */
  pass(end: EpochMs): boolean {
    if (++this.#emptyAnswers < BELIEVED_EMPTY_ANSWERS) return false;
    this.#emptyAnswers = 0;
    this.#begin = end;
    this.#passed += 1;
    return true;
  }

  /** Where to search behind the windows that were passed, once that is worth it; each search is told once. */
  takeSearch(next: EpochMs): { from: EpochMs; base: EpochMs } | undefined {
    if (this.#begin === undefined || this.#found !== undefined || this.#passed < this.#passedBeforeSearch) {
      return undefined;
    }
    this.#passed = 0;
    this.#passedBeforeSearch *= 2;
    return { from: this.#begin, base: this.#skippedTo?.begin ?? next };
  }

  /** There is no candle before `first`, as longer ones have it: the window before it is the next one. */
  skip(first: EpochMs, windowMs: number): void {
    const begin = first - windowMs;
    if (begin <= (this.#begin ?? -Infinity)) return;
    this.#begin = begin;
    this.#skippedTo = { begin, first };
    this.#emptyAnswers = 0;
    this.#passedBeforeSearch = WINDOWS_BEFORE_SEARCH;
  }

  /** The first time, goes back to the beginning of the empty windows that were not skipped, and is false. */
  isSecondLook(found: EpochMs | undefined): boolean {
    if (found === this.#found) return true;
    this.#found = found;
    // A candle where there should be none yet: nothing that was skipped is believed.
    if (found !== undefined && found < (this.#skippedTo?.first ?? -Infinity)) this.#skippedTo = undefined;
    this.#begin = this.#skippedTo?.begin;
    this.#emptyAnswers = 0;
    return false;
  }

  /** The same window is asked for again. */
  stay(begin: EpochMs): void {
    this.#begin = begin;
  }

  /** There are candles up to this time: the search is over. */
  end(next: EpochMs): void {
    this.#begin = undefined;
    if ((this.#found ?? 0) < next) this.#found = undefined;
    this.#emptyAnswers = 0;
    this.#skippedTo = undefined;
    this.#passed = 0;
    this.#passedBeforeSearch = WINDOWS_BEFORE_SEARCH;
  }
}
