/** So many refusals, each while the newest candles can be had, are believed to be about the age of what was asked for. */
const BELIEVED_REFUSALS = 3;

/** A probe counts as refused when it is so once more: some rate limits come as bad requests. */
const BELIEVED_PROBES = 2;

/** So near to the present every exchange has candles. */
const NEWEST = 2;

/** Between an age that was refused and one that was answered. */
interface Bisection {
  refused: number;
  answered: number;
  /** Of the probe in the middle, so far. */
  refusals: number;
}

/**
 * How far back an exchange lets one ask, where it refuses requests that begin earlier instead of answering with what
 * there is. Ages are counted in candles back from now, because for most such exchanges the oldest moves with the clock.
 */
export class RefusedHistory {
  readonly #pageSize: number;
  #refusals = 0;
  #refused = NaN;
  /** The newest candles are to be asked for: of a market that is gone they are refused as well. */
  #isNewestDue = false;
  #bisection: Bisection | undefined;
  #most = Infinity;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  /** A question may begin so many candles back; `Infinity` while nothing else is known. */
  get mostCandlesBack(): number {
    return this.#most;
  }

  /** How many candles back the next question has to begin to find that out; undefined while that isn't needed. */
  get probe(): number | undefined {
    return this.#isNewestDue ? NEWEST : this.#bisection && middle(this.#bisection);
  }

  /**
   * The last question, which began so many candles back, was refused.
   *
   * @returns whether it was a step of the search: the next one needs no pause
   */
  refuse(candlesBack: number): boolean {
    if (this.#bisection) {
      if (++this.#bisection.refusals >= BELIEVED_PROBES) this.#narrow({ refused: middle(this.#bisection) });
      return true;
    }
    const isAboutAge = !this.#isNewestDue && candlesBack > this.#pageSize;
    this.#refusals = isAboutAge ? this.#refusals + 1 : 0;
    this.#refused = candlesBack;
    this.#isNewestDue = isAboutAge;
    return false;
  }

  /** The last question was answered. */
  answer(): void {
    if (this.#bisection) this.#narrow({ answered: middle(this.#bisection) });
    else if (!this.#isNewestDue) this.#refusals = 0;
    else if (this.#refusals >= BELIEVED_REFUSALS) {
      this.#bisection = { refused: Math.floor(this.#refused), answered: NEWEST, refusals: 0 };
    }
    this.#isNewestDue = false;
  }

  #narrow(part: Partial<Bisection>): void {
    const bisection = { refused: NaN, answered: NaN, ...this.#bisection, ...part, refusals: 0 };
    this.#bisection = bisection;
    if (bisection.refused - bisection.answered > 1) return;
    this.#most = bisection.answered;
    this.#bisection = undefined;
    this.#refusals = 0;
  }
}

const middle = ({ refused, answered }: Bisection): number => Math.floor((refused + answered) / 2);
