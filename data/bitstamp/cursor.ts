import { INTERVALS, type EpochMs, type Ohlcv } from '../ohlcv.ts';
import type { SeriesKey } from '../series-key.ts';
import type { Exchange, TimeRange } from './exchange.ts';
import type { Page } from './read-page.ts';

/** So many answers in a row must lack a candle before it is given up; the pauses between them take 8 to 15 s. */
export const BELIEVED_ANSWERS = 5;

export interface CursorOptions {
  exchange: Exchange;
  key: SeriesKey;
  from: EpochMs;
  /** Told which candles are left out. */
  onLeftOut: (line: string) => void;
}

/** What is to be done after an answer: all that was asked for is there, ask on at once, or after a pause. */
export type NextStep = 'complete' | 'ask' | 'pause';

/**
 * Which candle comes next, and how sure it is that the exchange doesn't have it. A hole is believed after several
 * answers that agree, and only with a later candle in hand. Where a whole page is empty the later candle is looked for
 * behind it; when it is found all is looked at once more, because an exchange that answered with nothing for a while
 * would otherwise cost a whole history.
 */
export class Cursor {
  #next: EpochMs;
  /** Where to ask from: behind `#next` only past pages that were empty. */
  #first: EpochMs;
  /** Answers in a row that lacked the candle at `#next`, or everything from `#first` on. */
  #answers = 0;
  /** Empty pages were passed, a later candle was seen, and the way to it is gone once more. */
  #isSecondLook = false;
  readonly #intervalMs: number;
  readonly #options: CursorOptions;

  constructor(options: CursorOptions) {
    this.#options = options;
    this.#intervalMs = INTERVALS[options.key.interval];
    this.#next = Math.ceil(options.from / this.#intervalMs) * this.#intervalMs;
    this.#first = this.#next;
  }

  /** Open time of the candle that is to be handed on next. */
  get next(): EpochMs {
    return this.#next;
  }

  rangeUpTo(newest: EpochMs): TimeRange {
    const pageMs = (this.#options.exchange.largestPage - 1) * this.#intervalMs;
    return { first: this.#first, last: Math.min(this.#first + pageMs, newest) };
  }

  /** The candles of an answer as far as they may be handed on. */
  *read({ candles, faults }: Page): Generator<Ohlcv> {
    this.#answers++;
    for (const candle of candles) {
      if (candle.openTime > this.#next) {
        if (!this.#isBelieved || this.#looksAgain()) return;
        this.#options.onLeftOut(this.#leftOut(candle.openTime, faults));
      }
      this.#next = candle.openTime + this.#intervalMs;
      this.#first = this.#next;
      this.#isSecondLook = false;
      // If the next one is missing, this answer is the first that lacks it.
      this.#answers = 1;
      yield candle;
    }
  }

  /** To be asked when the candles of an answer have been read. */
  stepAfter({ candles }: Page, { last }: TimeRange, newest: EpochMs): NextStep {
    if (this.#next > last) {
      this.#answers = 0;
      return 'complete';
    }
    if (this.#answers === 0) return 'ask';
    if (candles.length > 0 || !this.#isBelieved) return 'pause';
    this.#answers = 0;
    if (last < newest) {
      this.#first = last + this.#intervalMs;
      return 'ask';
    }
    this.#first = this.#next;
    this.#isSecondLook = false;
    return 'pause';
  }

  /** Why the candle at `next` was not handed on. */
  doubt({ faults }: Page): string {
    const reason = faults.get(this.#next) ?? faults.get(NaN);
    return `${this.#name(this.#next)} is ${reason ? `not usable: ${reason}` : 'not there yet'}`;
  }

  get #isBelieved(): boolean {
    return this.#answers >= (this.#isSecondLook ? 1 : BELIEVED_ANSWERS);
  }

  #looksAgain(): boolean {
    if (this.#first === this.#next || this.#isSecondLook) return false;
    this.#isSecondLook = true;
    this.#first = this.#next;
    this.#answers = 0;
    return true;
  }

  #leftOut(until: EpochMs, faults: Map<EpochMs, string>): string {
    const count = (until - this.#next) / this.#intervalMs;
    const name = this.#name(this.#next);
    const what = count === 1 ? name : `${count} candles, the first of them ${name}`;
    const reason = faults.get(this.#next) ?? faults.get(NaN) ?? 'the exchange does not have it';
    return `Left out: ${what} (${reason}). The next one is of ${iso(until)}`;
  }

  #name(openTime: EpochMs): string {
    const { exchange, key } = this.#options;
    return `${exchange.name}'s ${key.symbol} ${key.interval} of ${iso(openTime)}`;
  }
}

const iso = (time: EpochMs) => new Date(time).toISOString();
