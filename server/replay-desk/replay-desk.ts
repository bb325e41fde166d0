import { Replay, ReplayState, type ReplayOrderInput, type ReplayReportInput } from '@detective/schema';
import { BadInputError } from '../errors/request-errors.ts';
import { ChangeSignal } from '../feed/change-signal.ts';

/** Nobody replays here, so there is nothing to order. */
export class NoReplayError extends BadInputError {
  override name = 'NoReplayError';

  constructor() {
    super('No replay has reported to this server: candles are live, or the worker is still starting.');
  }
}

/** A rate as people and workers write it: candles a second, or as fast as it goes. */
export function checkRate(rate: string): string {
  const number = Number(rate);
  if (rate === 'max' || (number > 0 && number <= 1_000)) return rate;
  throw new BadInputError(
    `rate: expected candles a second above 0 and up to 1000, or "max", received "${rate.slice(0, 40)}"`,
  );
}

/**
 * Where people leave orders for the replay worker, and the worker says how far it is. It is held in memory: a worker
 * that reconnects after a restart reports the orders it follows.
 */
export class ReplayDesk {
  readonly #changed = new ChangeSignal();
  readonly #closing = new AbortController();
  #replay: Replay | null = null;
  /** When the worker began to follow its present orders and how much was left then, for the time left at `max`. */
  #began = { at: 0, left: 0 };

  get replay(): Replay | null {
    return this.#replay;
  }

  /** Takes a worker's report; orders given here since the worker began outweigh those it reports. */
  report(report: ReplayReportInput): Replay {
    const known = this.#isOf(report) ? this.#replay : null;
    const { isPaused, rate, from, to } = known ?? report;
    // Until it has heard of new orders, what it counts is left of a stretch that is no longer wanted.
    const left = isSameTime(report.from, from) && isSameTime(report.to, to) ? report.left : null;
    const isNew = known === null || known.left === null || report.sent < known.sent;
    if (left !== null && isNew) this.#began = { at: performance.now(), left };
    return this.#publish({ ...report, isPaused, rate, from, to, left });
  }

  /**
   * @throws {NoReplayError} when no worker has reported
   * @throws {BadInputError} for a rate that is none
   */
  order(order: ReplayOrderInput): Replay {
    if (!this.#replay) throw new NoReplayError();
    const { isPaused, rate, from, to } = order;
    const isOther = (time: Date | null | undefined, known: Date | null) =>
      time !== undefined && !isSameTime(time, known);
    const isOtherStretch = isOther(from, this.#replay.from) || isOther(to, this.#replay.to);
    // The pace until now says nothing about the one from now on.
    this.#began = { at: performance.now(), left: this.#replay.left ?? 0 };
    return this.#publish({
      ...this.#replay,
      ...(isOtherStretch && { left: null }),
      ...(isPaused !== undefined && isPaused !== null && { isPaused }),
      ...(rate !== undefined && rate !== null && { rate: checkRate(rate) }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    });
  }

  /** The replay as it is, then after each change; a reader that is slow skips to the newest. */
  async *follow(signal: AbortSignal): AsyncGenerator<Replay, undefined> {
    const over = AbortSignal.any([signal, this.#closing.signal]);
    while (!over.aborted) {
      const { version } = this.#changed;
      if (this.#replay) yield this.#replay;
      await this.#changed.after(version, over);
    }
  }

  dispose(): void {
    this.#closing.abort();
  }

  #isOf({ source, symbol, interval }: ReplayReportInput): boolean {
    const known = this.#replay;
    return known?.source === source && known.symbol === symbol && known.interval === interval;
  }

  #publish(replay: Omit<Replay, 'secondsLeft'>): Replay {
    this.#replay = Object.assign(new Replay(), replay, { secondsLeft: this.#secondsLeft(replay) });
    this.#changed.fire();
    return this.#replay;
  }

  #secondsLeft({ state, rate, left }: Omit<Replay, 'secondsLeft'>): number | null {
    if (state !== ReplayState.RUNNING || left === null) return null;
    const elapsed = (performance.now() - this.#began.at) / 1_000;
    const perSecond = rate === 'max' ? (this.#began.left - left) / elapsed : Number(rate);
    return perSecond > 0 && Number.isFinite(perSecond) ? left / perSecond : null;
  }
}

const isSameTime = (one: Date | null, other: Date | null) =>
  (one?.getTime() ?? null) === (other?.getTime() ?? null);
