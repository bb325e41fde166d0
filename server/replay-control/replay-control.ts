import { checkExchange, checkSymbol, INTERVALS, isInterval, seriesName } from '@detective/data';
import { Replay, ReplayState, type ReplayOrderInput, type ReplayReportInput } from '@detective/schema';
import { BadInputError } from '../errors/request-errors.ts';
import { Abortables } from '../feed/abortables.ts';
import { ChangeSignal } from '../feed/change-signal.ts';
import type { EndSignal } from '../feed/light-signal.ts';

/** No replay has reported, so there is nothing to command. */
export class NoReplayError extends BadInputError {
  override name = 'NoReplayError';

  constructor() {
    super('No replay has reported to this server: candles are live, or the worker is still starting.');
  }
}

/** Slower than one candle in a quarter of an hour is a pause. */
const SLOWEST_RATE = 0.001;
const FASTEST_RATE = 1_000;

/** A rate as people and workers write it: candles a second, or as fast as it goes. */
export function checkRate(rate: string): string {
  const number = Number(rate);
  if (rate === 'max' || (number >= SLOWEST_RATE && number <= FASTEST_RATE)) return rate;
  throw new BadInputError(
    `rate: expected candles a second from ${SLOWEST_RATE} to ${FASTEST_RATE}, or "max", received "${rate.slice(0, 40)}"`,
  );
}

const LONGEST_SOURCE = 200;

/** What a worker reports stays in memory and goes to every page: it has to be small, and a replay that can be. */
function checkReport({
  source,
  exchange,
  symbol,
  interval,
  rate,
  sent,
  total,
  left,
}: ReplayReportInput): void {
  if (source.length > LONGEST_SOURCE)
    throw new BadInputError(
      `source: expected at most ${LONGEST_SOURCE} characters, received ${source.length}`,
    );
  checkExchange(exchange);
  checkSymbol(symbol);
  if (!isInterval(interval))
    throw new BadInputError(`interval: expected one of ${Object.keys(INTERVALS).join(', ')}`);
  checkRate(rate);
  for (const [name, count] of Object.entries({ sent, total, left }))
    if (count < 0) throw new BadInputError(`${name}: expected a number of candles, received ${count}`);
}

/**
 * How a replay is steered: people give commands, the worker obeys them and says how far it is. It is held in memory: a
 * worker that reconnects after a restart reports the command it obeys.
 */
export class ReplayControl {
  readonly #now: () => number;
  readonly #changed = new ChangeSignal();
  readonly #streams = new Abortables();
  #replay: Replay | null = null;
  /** When the worker began to obey its present command and how much was left then, for the time left at `max`. */
  #began = { at: 0, left: 0 };

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  get replay(): Replay | null {
    return this.#replay;
  }

  /**
   * Takes a worker's report; commands given here since the worker began outweigh those it reports.
   *
   * @throws {BadInputError} or {InvalidOhlcvError} for a report that no replay can have made
   */
  report(report: ReplayReportInput): Replay {
    checkReport(report);
    const known = this.#isOf(report) ? this.#replay : null;
    const { isPaused, rate, from, to } = known ?? report;
    // Until it has heard of a new command, what it counts is left of a range that is no longer wanted.
    const left = isSameTime(report.from, from) && isSameTime(report.to, to) ? report.left : null;
    const isNew = known === null || known.left === null || report.sent < known.sent;
    if (left !== null && isNew) this.#began = { at: this.#now(), left };
    return this.#publish({ ...report, isPaused, rate, from, to, left });
  }

  /**
   * @throws {NoReplayError} when no worker has reported
   * @throws {BadInputError} for a rate that is none, and for an end that has passed or lies before the beginning
   */
  command(command: ReplayOrderInput): Replay {
    if (!this.#replay) throw new NoReplayError();
    const { isPaused, rate, from, to } = command;
    const isOther = (time: Date | null | undefined, known: Date | null) =>
      time !== undefined && !isSameTime(time, known);
    if (to && isOther(to, this.#replay.to))
      checkEnd(to, { ...this.#replay, ...(from !== undefined && { from }) });
    const isOtherRange = isOther(from, this.#replay.from) || isOther(to, this.#replay.to);
    // The pace until now says nothing about the one from now on.
    this.#began = { at: this.#now(), left: this.#replay.left ?? 0 };
    return this.#publish({
      ...this.#replay,
      ...(isOtherRange && { left: null }),
      ...(isPaused !== undefined && isPaused !== null && { isPaused }),
      ...(rate !== undefined && rate !== null && { rate: checkRate(rate) }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    });
  }

  /** The replay as it is, then after each change; a reader that is slow skips to the newest. */
  follow(): AsyncIterableIterator<Replay> {
    return this.#streams.open((signal) => this.#replays(signal));
  }

  dispose(): void {
    this.#streams.close();
  }

  async *#replays(signal: EndSignal): AsyncGenerator<Replay, undefined> {
    while (!signal.aborted) {
      const { version } = this.#changed;
      if (this.#replay) yield this.#replay;
      await this.#changed.after(version, signal);
    }
  }

  #isOf(report: ReplayReportInput): boolean {
    const known = this.#replay;
    return known?.source === report.source && seriesName(known) === seriesName(report);
  }

  #publish(replay: Omit<Replay, 'secondsLeft'>): Replay {
    this.#replay = Object.assign(new Replay(), replay, { secondsLeft: this.#secondsLeft(replay) });
    this.#changed.fire();
    return this.#replay;
  }

  #secondsLeft({ state, rate, left }: Omit<Replay, 'secondsLeft'>): number | null {
    if (state !== ReplayState.RUNNING || left === null) return null;
    const elapsed = (this.#now() - this.#began.at) / 1_000;
    const perSecond = rate === 'max' ? (this.#began.left - left) / elapsed : Number(rate);
    return perSecond > 0 && Number.isFinite(perSecond) ? left / perSecond : null;
  }
}

/** A replay that was told to wait before what it has sent already would only stop where it is. */
function checkEnd(to: Date, { from, position }: Pick<Replay, 'from' | 'position'>): void {
  const sent = { time: position, name: 'the newest candle that was sent' };
  for (const { time, name } of [sent, { time: from, name: 'the beginning' }])
    if (time && to.getTime() <= time.getTime())
      throw new BadInputError(
        `to: expected a time after ${name}, ${time.toISOString()}, received ${to.toISOString()}`,
      );
}

const isSameTime = (one: Date | null, other: Date | null) =>
  (one?.getTime() ?? null) === (other?.getTime() ?? null);
