import { ExchangeFailure } from './exchange-errors.ts';

/** So many calls may wait at most: behind more of them an answer would be too old to be of use. */
const LONGEST_QUEUE = 1_000;

/** While polls wait, every so many-th call may still be one for history. */
const HISTORY_TURN = 5;

/** `poll`: a candle that has just closed. `history`: anything that is not late if it comes a minute later. */
export type CallKind = 'poll' | 'history';

/**
 * Lets a few calls through at a time. Polls go first, so that the history of one market doesn't make sixty others late;
 * every fifth call is one for history, so that history comes all the same.
 */
export class CallGate {
  readonly #waiting: Record<CallKind, (() => void)[]> = { poll: [], history: [] };
  readonly #options: { exchange: string; callsInFlight: number };
  #free: number;
  #polls = 0;

  constructor(options: { exchange: string; callsInFlight: number }) {
    this.#options = options;
    this.#free = options.callsInFlight;
  }

  /**
   * Calls `ask` when it is its turn.
   *
   * @throws {ExchangeFailure} when too many wait, and whatever `ask` throws
   */
  async pass<Result>(kind: CallKind, ask: () => Promise<Result>): Promise<Result> {
    await this.#turn(kind);
    try {
      return await ask();
    } finally {
      this.#leave();
    }
  }

  async #turn(kind: CallKind): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const queue = this.#waiting[kind];
    if (queue.length >= LONGEST_QUEUE) {
      throw new ExchangeFailure(`${this.#options.exchange}: too many requests are waiting`);
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** The place of the one that leaves goes to the next, if any. */
  #leave(): void {
    const { poll, history } = this.#waiting;
    const isHistoryTurn = this.#polls >= HISTORY_TURN - 1 || poll.length === 0;
    const next = isHistoryTurn ? (history.shift() ?? poll.shift()) : poll.shift();
    this.#polls = isHistoryTurn ? 0 : this.#polls + 1;
    if (next) next();
    else this.#free += 1;
  }
}
