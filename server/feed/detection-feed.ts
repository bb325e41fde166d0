import type { Detection } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { unknownSeries, type UnknownSeriesError } from '../series/unknown-series.ts';
import { ChangeSignal } from './change-signal.ts';
import type { EndSignal } from './light-signal.ts';
import { Abortables } from './abortables.ts';
import { FairQueue } from './fair-queue.ts';
import { Follower, type FeedFilter, type FollowedSeries } from './follower.ts';
import { Followers, nameOf } from './followers.ts';
import { SeriesTails, type StoredDetections } from './series-tails.ts';
import { SharedPoll } from './shared-poll.ts';
import { untilRead } from './until-read.ts';

export interface DetectionFeedOptions {
  dataSource: DataSource;
  /** How often the database is polled without a wake-up: the latency when a wake-up is lost. */
  pollMs?: number;
  /** Called when the database could not be read; followers wait and resume by themselves. */
  onError?: (error: unknown) => void;
  /** Called after each poll that could read the database. */
  onRead?: () => void;
  /** Called with the age of the newest detection, in seconds, when this feed first read it. */
  onLag?: (seconds: number) => void;
}

/** Followers that read pages of old detections at the same time: more would not be faster, and delay ingest. */
const CATCH_UPS = 1;
/** A page that a client takes longer to read no longer keeps others waiting. */
const LONGEST_PAGE_MS = 250;

/**
 * Detections as they are stored, for subscribers. The database is the log; a wake-up only says that reading it is
 * worthwhile, so a lost, repeated or early one costs latency, never an event. What this server has just committed itself
 * is taken as it is where nothing lies between it and what is known.
 */
export class DetectionFeed {
  readonly #followed = new Followers();
  readonly #polled = new ChangeSignal();
  readonly #streams = new Abortables();
  readonly #onError: (error: unknown) => void;
  readonly #catchUps = new FairQueue({ places: CATCH_UPS, longestMs: LONGEST_PAGE_MS });
  readonly #tails: SeriesTails;
  readonly #timer: NodeJS.Timeout;
  readonly #polls = new SharedPoll<never>(() => this.#look());
  #followers = 0;

  constructor(options: DetectionFeedOptions) {
    const {
      dataSource,
      pollMs = 2_000,
      onError = () => undefined,
      onRead = () => undefined,
      onLag = () => undefined,
    } = options;
    this.#onError = onError;
    this.#tails = new SeriesTails({ dataSource, followed: this.#followed, onRead, onLag });
    this.#timer = setInterval(() => {
      if (this.#followers > 0) this.#poll().catch(onError);
    }, pollMs).unref();
  }

  get followers(): number {
    return this.#followers;
  }

  /** Tells the feed that these series have new detections, of which it knows nothing else. */
  wake(seriesNames: string[]): void {
    if (this.#followers === 0) return;
    (this.#tails.wake(seriesNames) ?? this.#poll()).catch(this.#onError);
  }

  /** Takes what this server has just stored, once those who sent it have their answer. */
  take(stored: readonly StoredDetections[]): void {
    if (this.#followers === 0) return;
    setImmediate(() => {
      const unread = this.#tails.take(stored);
      if (unread.length > 0) this.wake(unread);
    });
  }

  /** What was read may be out of date: the next poll looks at every series, not only at those that were written since. */
  readAnew(): void {
    this.#tails.distrust();
    if (this.#followers > 0) this.#poll().catch(this.#onError);
  }

  /**
   * Follows one series or many: each detection once, in the order of its series, until the iterator is returned or
   * the feed is disposed of. A slow follower delays nobody and costs no memory.
   *
   * With `mustExist` the first item may be an error. The iterator goes on after it, with the first candle of the
   * series if one comes, and ends only where none can come, because the market is stored under another spelling.
   */
  follow(filter: FeedFilter & { mustExist?: false }): AsyncIterableIterator<Detection>;
  follow(filter: FeedFilter): AsyncIterableIterator<Detection | UnknownSeriesError>;
  follow(filter: FeedFilter): AsyncIterableIterator<Detection | UnknownSeriesError> {
    return this.#streams.open((signal) => this.#detections(filter, signal));
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#streams.close();
  }

  async *#detections(
    filter: FeedFilter,
    signal: EndSignal,
  ): AsyncGenerator<Detection | UnknownSeriesError, undefined> {
    this.#followers++;
    const follower = new Follower(filter, signal);
    try {
      await this.#firstPoll(signal);
      const unknown = filter.mustExist ? await this.#unknownSeries(follower, signal) : undefined;
      const readVerdicts = () => this.#tails.readVerdicts(this.#pastOf(follower));
      await untilRead(readVerdicts, this.#polled, signal, this.#onError);
      this.#join(follower);
      if (unknown) yield unknown;
      if (unknown?.isOtherSpelling) return;
      while (!signal.aborted) {
        const next = follower.take();
        if (next) yield* this.#news(follower, ...next, signal);
        else await follower.untilTold();
      }
    } finally {
      this.#followed.delete(follower);
      if (--this.#followers === 0) this.#tails.forget();
    }
  }

  #firstPoll(signal: EndSignal): Promise<void> {
    return untilRead(() => this.#poll(), this.#polled, signal, this.#onError);
  }

  /** Undefined where there is a series to follow, and where none is like the one asked for. */
  async #unknownSeries(follower: Follower, signal: EndSignal): Promise<UnknownSeriesError | undefined> {
    const { exchange, symbol, interval } = follower.filter;
    if (symbol === undefined || this.#matching(follower).length > 0) return undefined;
    // The first poll may have begun before the last candle was stored.
    await this.#firstPoll(signal);
    if (signal.aborted || this.#matching(follower).length > 0) return undefined;
    return unknownSeries({ exchange, symbol, interval }, this.#tails.all);
  }

  /** From here on the follower is told of what comes; what it asked for of the past is there to be read. */
  #join(follower: Follower): void {
    this.#followed.add(follower);
    for (const series of this.#pastOf(follower)) follower.tell(series, -Infinity);
    this.#tails.readStale(this.#matching(follower)).catch(this.#onError);
  }

  /** The series that have something of before its time for a follower. */
  #pastOf(follower: Follower): FollowedSeries[] {
    const after = follower.filter.after?.getTime() ?? Infinity;
    return this.#matching(follower).filter(({ tail }) => after < tail.newest);
  }

  /** A page of what is new to a follower in one series. */
  async *#news(
    follower: Follower,
    series: FollowedSeries,
    mark: number,
    signal: EndSignal,
  ): AsyncGenerator<Detection> {
    const { tail } = series;
    const { client = '', anomaliesOnly } = follower.filter;
    // A thousand that read old pages at once would take all connections and all time from ingest.
    const leave = tail.isBehind(mark) ? await this.#catchUps.enter(client, signal) : undefined;
    const { version } = this.#polled;
    try {
      const page = await tail.after(mark).catch(this.#noNews);
      const last = page?.at(-1);
      for (const detection of page ?? []) {
        if (signal.aborted) return;
        if (detection === last) leave?.();
        if (!anomaliesOnly || detection.isAnomaly) yield detection;
      }
      const upTo = last?.openTime.getTime() ?? mark;
      if (!page || (last && upTo < tail.newest)) follower.readUpTo(series, upTo);
      // The follower may have been told of what the page had already.
      else if (last) follower.hasReadAll(series);
      if (page) return;
    } finally {
      leave?.();
    }
    await this.#polled.after(version, signal);
  }

  readonly #noNews = (error: unknown): undefined => {
    this.#onError(error);
  };

  #matching(follower: Follower): FollowedSeries[] {
    const name = nameOf(follower);
    // After a failover thousands of followers come back at once: none of them may walk over all series.
    if (name !== undefined) return [this.#tails.get(name) ?? []].flat();
    return this.#tails.all.filter((series) => follower.isFor(series));
  }

  /** Finds new series, and reads those that have new detections; never older than the call. */
  #poll(): Promise<void> {
    return this.#polls.ask([]);
  }

  async #look(): Promise<void> {
    await this.#tails.look();
    this.#polled.fire();
  }
}
