import { INTERVALS, type Interval } from '../ohlcv.ts';
import { TooManyMarketsError } from './exchange-errors.ts';

/** The part of the rate limit that is given to polls; the rest is for history, markets and second looks. */
const SHARE_OF_POLLS = 0.8;

/** Few exchanges answer four questions at a time faster than this, whatever their rate limit allows. */
const SHORTEST_SPACING_MS = 100;

/** How many markets of an exchange can be kept fresh within its rate limit: each takes a request an interval. */
export class PollBudget {
  readonly #exchange: string;
  #spacingMs: number;

  /** @param spacingMs what the rate limit asks for after a request for candles, as far as is known */
  constructor(exchange: string, spacingMs: number) {
    this.#exchange = exchange;
    this.#spacingMs = spacingMs;
  }

  /** What it asked for after one that was made. */
  learn(spacingMs: number): void {
    this.#spacingMs = spacingMs;
  }

  /**
   * Checks that a market at this interval can be kept fresh beside others at theirs.
   *
   * @throws {TooManyMarketsError}
   */
  checkRoom(interval: Interval, others: readonly Interval[]): void {
    const intervals = [...others, interval];
    const share = intervals.reduce((sum, one) => sum + this.requestMs / INTERVALS[one], 0);
    if (share <= SHARE_OF_POLLS * (1 + 1e-9)) return;
    const capacity = Math.floor((INTERVALS[interval] * SHARE_OF_POLLS) / this.requestMs);
    const followed = others.length;
    const facts = { exchange: this.#exchange, interval, spacingMs: this.requestMs, capacity, followed };
    throw new TooManyMarketsError(facts);
  }

  /** What a request for candles takes of the rate limit. */
  get requestMs(): number {
    return Math.max(this.#spacingMs, SHORTEST_SPACING_MS);
  }
}
