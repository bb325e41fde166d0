import { seriesName } from '@detective/data';
import { Series, type Detection } from '@detective/schema';
import { MoreThan, type DataSource } from 'typeorm';
import { readDetections } from '../database/read-detections.ts';
import { unknownSeries, type UnknownSeriesError } from '../series/unknown-series.ts';
import { ChangeSignal } from './change-signal.ts';
import { abortable } from './abortable.ts';
import { FairQueue } from './fair-queue.ts';
import { SeriesTail, type ReadAfter } from './series-tail.ts';

/** Which detections a follower wants; without exchange, symbol or interval, those of every series. */
export interface FeedFilter {
  exchange?: string | undefined;
  symbol?: string | undefined;
  interval?: string | undefined;
  /** Start with everything stored after this candle; without it, only what is stored from now on. */
  after?: Date | undefined;
  anomaliesOnly?: boolean;
  /** Whether the follower is told of a symbol without a candle that looks misspelt. */
  mustExist?: boolean;
  /** Whose follower this is, such as an address: clients that catch up take turns. */
  client?: string | undefined;
}

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

interface FollowedSeries {
  exchange: string;
  symbol: string;
  interval: string;
  tail: SeriesTail;
}

/**
 * Detections as they are stored, for subscribers. The database is the log; a wake-up only says that reading it is
 * worthwhile, so a lost, repeated or early one costs latency, never an event.
 */
export class DetectionFeed {
  readonly #dataSource: DataSource;
  readonly #series = new Map<string, FollowedSeries>();
  readonly #changed = new ChangeSignal();
  readonly #closing = new AbortController();
  readonly #onError: (error: unknown) => void;
  readonly #onRead: () => void;
  readonly #onLag: (seconds: number) => void;
  readonly #catchUps = new FairQueue({ places: CATCH_UPS, longestMs: LONGEST_PAGE_MS });
  readonly #timer: NodeJS.Timeout;
  #polling: Promise<void> | undefined;
  #followers = 0;

  constructor(options: DetectionFeedOptions) {
    const {
      dataSource,
      pollMs = 2_000,
      onError = () => undefined,
      onRead = () => undefined,
      onLag = () => undefined,
    } = options;
    this.#dataSource = dataSource;
    this.#onError = onError;
    this.#onRead = onRead;
    this.#onLag = onLag;
    this.#timer = setInterval(() => {
      if (this.#followers > 0) this.#poll().catch(onError);
    }, pollMs).unref();
  }

  get followers(): number {
    return this.#followers;
  }

  /** Tells the feed that these series have new detections. */
  wake(seriesNames: string[]): void {
    if (this.#followers > 0) this.#refresh(seriesNames).catch(this.#onError);
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
    return abortable((left) => this.#detections(filter, AbortSignal.any([left, this.#closing.signal])));
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
  }

  async *#detections(
    filter: FeedFilter,
    signal: AbortSignal,
  ): AsyncGenerator<Detection | UnknownSeriesError, undefined> {
    this.#followers++;
    try {
      await this.#firstPoll(signal);
      const unknown = filter.mustExist ? await this.#unknownSeries(filter, signal) : undefined;
      const marks = this.#startingMarks(filter);
      if (unknown) yield unknown;
      if (unknown?.isOtherSpelling) return;
      while (!signal.aborted) {
        const version = this.#changed.version;
        let count = 0;
        for await (const detection of this.#news(filter, marks, signal)) {
          if (signal.aborted) return;
          count++;
          if (!filter.anomaliesOnly || detection.isAnomaly) yield detection;
        }
        if (count === 0) await this.#changed.after(version, signal);
      }
    } finally {
      // A tail that nobody follows would only go out of date.
      if (--this.#followers === 0) this.#series.clear();
    }
  }

  /** While the database is unavailable a new follower waits like the others: an error would end its subscription. */
  async #firstPoll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const version = this.#changed.version;
      try {
        return await this.#poll();
      } catch (error) {
        this.#onError(error);
        await this.#changed.after(version, signal);
      }
    }
  }

  /** Undefined where there is a series to follow, and where none is like the one asked for. */
  async #unknownSeries(filter: FeedFilter, signal: AbortSignal): Promise<UnknownSeriesError | undefined> {
    const { exchange, symbol, interval } = filter;
    if (symbol === undefined || this.#matching(filter).length > 0) return undefined;
    // The first poll may have begun before the last candle was stored.
    await this.#firstPoll(signal);
    if (signal.aborted || this.#matching(filter).length > 0) return undefined;
    return unknownSeries({ exchange, symbol, interval }, [...this.#series.values()]);
  }

  #startingMarks(filter: FeedFilter): Map<string, number> {
    const marks = new Map<string, number>();
    for (const series of this.#matching(filter)) {
      marks.set(seriesName(series), filter.after?.getTime() ?? series.tail.newest);
    }
    return marks;
  }

  /** One batch of detections after the marks; each mark advances as its detections are read. */
  async *#news(
    filter: FeedFilter,
    marks: Map<string, number>,
    signal: AbortSignal,
  ): AsyncGenerator<Detection> {
    for (const series of this.#matching(filter)) {
      const name = seriesName(series);
      // A series that did not exist at the start is new from its first candle on.
      const mark = marks.get(name) ?? filter.after?.getTime() ?? -Infinity;
      // A thousand that read old pages at once would take all connections and all time from ingest.
      const leave = series.tail.isBehind(mark)
        ? await this.#catchUps.enter(filter.client ?? '', signal)
        : undefined;
      try {
        const page = await series.tail.after(mark).catch(this.#noNews);
        for (const detection of page) {
          marks.set(name, detection.openTime.getTime());
          if (detection === page.at(-1)) leave?.();
          yield detection;
        }
      } finally {
        leave?.();
      }
    }
  }

  readonly #noNews = (error: unknown): Detection[] => {
    this.#onError(error);
    return [];
  };

  #matching({ exchange, symbol, interval }: FeedFilter): FollowedSeries[] {
    return [...this.#series.values()].filter(
      (series) =>
        (exchange === undefined || series.exchange === exchange) &&
        (symbol === undefined || series.symbol === symbol) &&
        (interval === undefined || series.interval === interval),
    );
  }

  async #refresh(seriesNames: string[]): Promise<void> {
    const series = seriesNames.flatMap((name) => this.#series.get(name) ?? []);
    if (series.length < seriesNames.length) return this.#poll();
    await Promise.all(series.map(({ tail }) => tail.refresh()));
    for (const { tail } of series) {
      if (tail.newestDetectedAt) this.#onLag((Date.now() - tail.newestDetectedAt.getTime()) / 1_000);
    }
    this.#changed.fire();
  }

  /** Finds new series, and reads those that have new detections; callers during a poll share it. */
  #poll(): Promise<void> {
    this.#polling ??= this.#readAll().finally(() => {
      this.#polling = undefined;
    });
    return this.#polling;
  }

  async #readAll(): Promise<void> {
    for (const { lastOpenTime, ...series } of await this.#dataSource.manager.find(Series)) {
      const name = seriesName(series);
      const known = this.#series.get(name);
      if (known && known.tail.newest < lastOpenTime.getTime()) await known.tail.refresh();
      if (known) continue;
      const tail = new SeriesTail(this.#reader(series), lastOpenTime.getTime());
      this.#series.set(name, { ...series, tail });
    }
    this.#onRead();
    this.#changed.fire();
  }

  #reader({ exchange, symbol, interval }: Omit<FollowedSeries, 'tail'>): ReadAfter {
    return (mark, limit) =>
      readDetections(
        this.#dataSource.manager,
        { exchange, symbol, interval, ...(mark !== -Infinity && { openTime: MoreThan(new Date(mark)) }) },
        { order: { openTime: 'ASC' }, take: limit },
      );
  }
}
