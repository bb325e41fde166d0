import { gridMs, INTERVALS, type EpochMs, type Ohlcv } from '../ohlcv.ts';
import { CoarseSearch, type SearchQuestion } from './coarse-search.ts';
import type { CursorOptions, CursorStep, MissingCandles } from './cursor-step.ts';
import { EmptyWindows } from './empty-windows.ts';
import type { CandleAnswer } from './exchange-connection.ts';
import { HoleProof } from './hole-proof.ts';
import { RecentCandles } from './recent-candles.ts';
import { RefusedHistory } from './refused-history.ts';

/**
 * What to ask for next, and what of an answer may be handed on.
 *
 * - A candle is final when a newer one is there, or when the exchange says so; never by our clock alone.
 * - Each page begins with candles that were handed on before (on a live market, and in the first answer, those of a day), so that an answer that
 *   is not about this market, or not from this time, shows; changed ones are corrections.
 * - Exchanges answer with a window of time, so an empty answer only moves the window on. When candles are found behind
 *   empty windows, all of them are asked for a second time before the candles between are believed to be missing.
 * - Behind some empty windows longer candles tell where to go on; what that skips is checked (`CoarseSearch`).
 * - A hole inside a page is believed after several answers that agree.
 */
export class MarketCursor {
  readonly #options: CursorOptions;
  readonly #stepMs: number;
  readonly #proof: HoleProof;
  /** The earliest open time that was not handed on yet. */
  #next: EpochMs;
  /** Where the last question began. */
  #asked: EpochMs = NaN;
  readonly #recent: RecentCandles;
  readonly #windows = new EmptyWindows();
  readonly #search: CoarseSearch;
  readonly #refused: RefusedHistory;
  /** It would have begun earlier, but that is refused. */
  #isCutOff = false;
  #isLive = false;
  #hasAnswer = false;

  constructor(options: CursorOptions) {
    this.#options = options;
    this.#stepMs = INTERVALS[options.interval];
    const needed = options.emptyIntervals === 'left out' ? 2 : 5;
    this.#recent = new RecentCandles(options.interval);
    this.#search = new CoarseSearch(options);
    this.#refused = new RefusedHistory(options.pageSize);
    this.#proof = new HoleProof({ needed, stepMs: this.#stepMs });
    this.#next = Math.ceil(options.from / gridMs(options.interval)) * gridMs(options.interval);
    for (const candle of options.known ?? []) this.#remember(candle);
  }

  /** The earliest open time that was not handed on yet. */
  get next(): EpochMs {
    return this.#next;
  }

  /** Up to where it was looked for candles: behind `next` only past windows that were empty. */
  get reached(): EpochMs {
    return Math.max(this.#windows.begin ?? this.#next, this.#search.checkedUntil ?? -Infinity);
  }

  /** Whether the last answer reached the present. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** When the next candle can be final at the earliest. */
  get dueAt(): EpochMs {
    return this.#next + this.#stepMs + this.#options.settleMs;
  }

  question(now: EpochMs): SearchQuestion {
    if (this.#search.question) return this.#search.question;
    const { pageSize: limit, interval } = this.#options;
    const { probe } = this.#refused;
    if (probe !== undefined) return { since: this.#ago(probe, now), limit, interval };
    const begin = this.#windows.begin ?? this.#overlap ?? this.#next;
    const earliest = this.#ago(this.#mostCandlesBack, now);
    this.#isCutOff = earliest > begin;
    this.#asked = Math.max(begin, earliest);
    return { since: this.#asked, limit, interval };
  }

  /**
   * The last question has no answer that can be used.
   *
   * @returns whether that is one as well, and the next question needs no pause
   */
  fail(isRefusal: boolean, now: EpochMs): boolean {
    if (this.#search.question) this.#search.fail();
    else if (isRefusal) return this.#refused.refuse((now - this.#asked) / this.#stepMs);
    return false;
  }

  /** The answer to the last question; undefined where that was only a step to know how far back one may ask. */
  take(answer: CandleAnswer, now: EpochMs): CursorStep | undefined {
    if (this.#search.question) return this.#takeSearched(answer, now);
    const isProbe = this.#refused.probe !== undefined;
    this.#refused.answer();
    if (isProbe) return undefined;
    const { pageSize: limit } = this.#options;
    const since = this.#asked;
    const isOverlapDue = this.#windows.begin === undefined && this.#recent.length > 0;
    const step: CursorStep = { candles: [], missing: [], corrected: [], next: 'ask' };
    this.#hasAnswer = true;
    const finals = this.#finals(answer, now);
    step.corrected = this.#recent.correct(finals);
    const fresh = finals.filter(({ openTime }) => openTime >= this.#next);
    const windowEnd = since + limit * this.#stepMs;
    this.#isLive = windowEnd + this.#stepMs > now;
    // A candle may also be too old to be kept; then there are later ones, and the hole before them is proved as any other.
    if (isOverlapDue && fresh.length === 0 && answer.candles[0]?.openTime !== since) {
      return { ...step, next: { doubt: `${iso(since)} is no longer in the answer` } };
    }
    if (fresh.length === 0) return { ...step, next: this.#afterNothing(answer, windowEnd) };
    if (since > this.#next && !this.#windows.isSecondLook(fresh[0]?.openTime)) return step;
    this.#proof.add(since, finals, now);
    return this.#handOn(fresh, since, step);
  }

  #takeSearched({ candles }: CandleAnswer, now: EpochMs): CursorStep {
    const first = this.#search.take(candles, now);
    if (first !== undefined) this.#windows.skip(first, this.#options.pageSize * this.#stepMs);
    return { candles: [], missing: [], corrected: [], next: 'ask' };
  }

  get #mostCandlesBack(): number {
    return Math.min(this.#options.mostCandlesBack ?? Infinity, this.#refused.mostCandlesBack);
  }

  #ago(candles: number, now: EpochMs): EpochMs {
    return Math.ceil(now / this.#stepMs - candles) * this.#stepMs;
  }

  /** Where a page begins, in candles that were handed on. */
  get #overlap(): EpochMs | undefined {
    const rows = this.#isLive || !this.#hasAnswer ? Math.floor(this.#options.pageSize / 2) : 1;
    return this.#recent.since(rows);
  }

  #finals({ candles, finalTime = -Infinity }: CandleAnswer, now: EpochMs): Ohlcv[] {
    const newest = Math.max(candles.at(-1)?.openTime ?? -Infinity, this.#windows.found ?? -Infinity);
    const closedBefore = now - this.#options.settleMs - this.#stepMs;
    return candles.filter(
      ({ openTime }) => (openTime < newest || openTime <= finalTime) && openTime <= closedBefore,
    );
  }

  /** No final candle that is new: either the present is reached, or the window is empty and the next one is due. */
  #afterNothing({ candles }: CandleAnswer, windowEnd: EpochMs): CursorStep['next'] {
    // Nothing at all may as well be an exchange that is out of order.
    if (this.#isLive)
      return candles.length > 0 ? 'wait' : { doubt: `there is nothing from ${iso(this.#next)} on` };
    if (!this.#windows.pass(windowEnd)) {
      return { doubt: `there is nothing between ${iso(this.#next)} and ${iso(windowEnd)}` };
    }
    const search = this.#windows.takeSearch(this.#next);
    if (search) this.#search.begin(search.from, search.base);
    return 'ask';
  }

  #handOn(fresh: Ohlcv[], since: EpochMs, step: CursorStep): CursorStep {
    for (const candle of fresh) {
      const isHole = candle.openTime - this.#next >= this.#stepMs;
      if (isHole && !this.#isProved(candle.openTime, since)) {
        this.#windows.stay(since);
        return {
          ...step,
          next: { doubt: `${iso(this.#next)} is not there, but ${iso(candle.openTime)} is` },
        };
      }
      if (isHole) step.missing.push(this.#missingUntil(candle.openTime));
      step.candles.push(candle);
      this.#remember(candle);
    }
    this.#proof.clear();
    this.#windows.end(this.#next);
    return { ...step, next: this.#isLive ? 'wait' : 'ask' };
  }

  #isProved(until: EpochMs, since: EpochMs): boolean {
    return (since > this.#next && until === this.#windows.found) || this.#proof.holds(this.#next, until);
  }

  #missingUntil(to: EpochMs): MissingCandles {
    const count = Math.floor((to - this.#next) / this.#stepMs);
    return { from: this.#next, to, count, isHead: this.#recent.length === 0, isRefused: this.#isCutOff };
  }

  #remember(candle: Ohlcv): void {
    this.#next = candle.openTime + this.#stepMs;
    this.#recent.add(candle);
  }
}

const iso = (time: EpochMs): string => new Date(time).toISOString();
