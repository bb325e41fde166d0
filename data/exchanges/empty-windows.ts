import type { EpochMs } from '../ohlcv.ts';

/** Empty answers of the same window that must agree before the next window is asked for. */
const BELIEVED_EMPTY_ANSWERS = 2;

/**
 * The search for the next candle past windows of time in which there is none. When one is found behind them, all of them
 * are asked for a second time.
 */
export class EmptyWindows {
  #begin: EpochMs | undefined;
  #emptyAnswers = 0;
  #found: EpochMs | undefined;

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
    return true;
  }

  /** The first time, goes back to the beginning of the empty windows, and is false. */
  isSecondLook(found: EpochMs | undefined): boolean {
    if (found === this.#found) return true;
    this.#found = found;
    this.#begin = undefined;
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
  }
}
