import { seriesName } from '@detective/data';
import type { ChangeSignal } from './change-signal.ts';
import type { EndSignal } from './light-signal.ts';
import { SharedPoll } from './shared-poll.ts';
import { untilRead } from './until-read.ts';

export interface FollowedKey {
  exchange: string;
  symbol: string;
  interval: string;
}

/** A series that has followers, and what the last poll found of it. */
export interface PolledOne extends FollowedKey {
  followers: number;
  /** Fires after each poll. */
  readonly polled: ChangeSignal;
}

export interface PolledSeriesOptions<One extends PolledOne> {
  /** A series that nobody has followed until now. */
  begin: (key: FollowedKey) => One;
  /** Reads all of these at once, and fires their `polled`. */
  read: (series: One[]) => Promise<void>;
  /** How often the database is polled without a wake-up: the latency when a wake-up is lost. Default 2,000. */
  pollMs: number | undefined;
  /** Called when the database could not be read. */
  onError: (error: unknown) => void;
}

/** The series that somebody follows, polled together: upon a wake-up, for a new follower, and every few seconds. */
export class PolledSeries<One extends PolledOne> {
  readonly #series = new Map<string, One>();
  readonly #begin: (key: FollowedKey) => One;
  readonly #onError: (error: unknown) => void;
  readonly #poll: SharedPoll<One>;
  readonly #timer: NodeJS.Timeout;

  constructor({ begin, read, pollMs = 2_000, onError }: PolledSeriesOptions<One>) {
    this.#begin = begin;
    this.#onError = onError;
    this.#poll = new SharedPoll(read);
    this.#timer = setInterval(() => this.#pollAgain(this.#series.values()), pollMs).unref();
  }

  get followers(): number {
    return [...this.#series.values()].reduce((sum, { followers }) => sum + followers, 0);
  }

  get(key: FollowedKey): One | undefined {
    return this.#series.get(seriesName(key));
  }

  /** Tells that there may be something new of these series. */
  wake(seriesNames: readonly string[]): void {
    this.#pollAgain(seriesNames.flatMap((name) => this.#series.get(name) ?? []));
  }

  /** For a new follower; the first poll of a series has to be waited for. */
  join(key: FollowedKey): One {
    const series = this.get(key) ?? this.#begin(key);
    series.followers++;
    this.#series.set(seriesName(key), series);
    return series;
  }

  leave(series: One): void {
    if (--series.followers === 0) this.#series.delete(seriesName(series));
  }

  /** Resolves when a poll that began after this call has read the series. */
  firstPoll(series: One, signal: EndSignal): Promise<void> {
    return untilRead(() => this.#poll.ask([series]), series.polled, signal, this.#onError);
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #pollAgain(series: Iterable<One>): void {
    const followed = [...series];
    if (followed.length > 0) this.#poll.ask(followed).catch(this.#onError);
  }
}
