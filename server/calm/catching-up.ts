import type { Trouble } from '@detective/schema';
import { troubleKind } from './trouble-kind.ts';

/** Looks come every 15 s. One that comes so much later than the last means that the machine slept, or its clock was set. */
const ASLEEP_MS = 90_000;
/** So long after a start, a sleep or an outage candles may only have to be fetched. */
const CATCH_UP_MS = 2 * 60_000;

/**
 * Keeps series from being told silent when it was the server that was away: after a start, a sleep or an outage of the
 * database those that are behind have two minutes to catch up. What was known to be silent before stays so.
 */
export class CatchingUp {
  readonly #catchUpMs: number;
  #since = -Infinity;
  #lookedAt = -Infinity;
  /** Whether people are told of the outage in any case. */
  #isTold = false;
  /** By key, since when the series that were behind had had no candle. */
  readonly #behind = new Map<string, Date>();

  constructor(catchUpMs = CATCH_UP_MS) {
    this.#catchUpMs = catchUpMs;
  }

  /** Called when a look begins. */
  look(now: Date): void {
    const passed = now.getTime() - this.#lookedAt;
    this.#lookedAt = now.getTime();
    if (passed < 0 || passed > ASLEEP_MS) this.#begin(now, false);
  }

  /** The database is away or full, which is told by itself. */
  outage(now: Date): void {
    this.#begin(now, true);
  }

  /**
   * @param known keys of the troubles that people were told of
   * @returns what is wrong for certain
   */
  certain(found: readonly Trouble[], known: ReadonlySet<string>, now: Date): Trouble[] {
    if (!this.#isAtIt(now)) return [...found];
    return found.filter((trouble) => {
      if (troubleKind(trouble) !== 'silent' || known.has(trouble.key)) return true;
      this.#behind.set(trouble.key, trouble.since);
      return false;
    });
  }

  /** @returns since when series had had no candle that have caught up, once there is nothing more to wait for; else null */
  caughtUpSince(found: readonly Trouble[], now: Date): Date | null {
    const silent = new Set(found.map(({ key }) => key));
    const caughtUp = [...this.#behind]
      .filter(([key]) => !silent.has(key))
      .map(([, since]) => since.getTime());
    if (this.#isAtIt(now) && caughtUp.length < this.#behind.size) return null;
    this.#behind.clear();
    return caughtUp.length === 0 || this.#isTold ? null : new Date(Math.min(...caughtUp));
  }

  #isAtIt(now: Date): boolean {
    return now.getTime() < this.#since + this.#catchUpMs;
  }

  #begin(now: Date, isTold: boolean): void {
    this.#since = now.getTime();
    this.#isTold = isTold;
  }
}
