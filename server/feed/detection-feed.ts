import { Series, type Detection } from '@detective/schema';
import { MoreThan, type DataSource } from 'typeorm';
import { readDetections } from '../database/read-detections.ts';
import { seriesName } from '../ingest/incoming-candle.ts';
import { ChangeSignal } from './change-signal.ts';
import { leavable } from './leavable.ts';
import { SeriesTail, type ReadAfter } from './series-tail.ts';

/** What a follower wants to see; without a symbol or an interval, that of every series. */
export interface FeedFilter {
  symbol?: string | undefined;
  interval?: string | undefined;
  /** Everything stored after this candle first; without it, only what is stored from now on. */
  after?: Date | undefined;
  anomaliesOnly?: boolean;
}

export interface DetectionFeedOptions {
  dataSource: DataSource;
  /** Looks into the database this often without a wake-up: the latency when one is lost. */
  pollMs?: number;
  /** Told when the database could not be read; followers wait and go on by themselves. */
  onError?: (error: unknown) => void;
  /** Told how old the newest detection was, in seconds, when it came in sight here. */
  onLag?: (seconds: number) => void;
}

interface FollowedSeries {
  symbol: string;
  interval: string;
  tail: SeriesTail;
}

/**
 * Detections as they are stored, for subscribers. The log is the database; a wake-up only says that a look is worth
 * while, so a lost, doubled or early one costs latency, never an event.
 */
export class DetectionFeed {
  readonly #dataSource: DataSource;
  readonly #series = new Map<string, FollowedSeries>();
  readonly #changed = new ChangeSignal();
  readonly #closing = new AbortController();
  readonly #onError: (error: unknown) => void;
  readonly #onLag: (seconds: number) => void;
  readonly #poll: NodeJS.Timeout;
  #look: Promise<void> | undefined;
  #followers = 0;

  constructor(options: DetectionFeedOptions) {
    const { dataSource, pollMs = 2_000, onError = () => undefined, onLag = () => undefined } = options;
    this.#dataSource = dataSource;
    this.#onError = onError;
    this.#onLag = onLag;
    this.#poll = setInterval(() => {
      if (this.#followers > 0) this.#lookAround().catch(onError);
    }, pollMs).unref();
  }

  get followers(): number {
    return this.#followers;
  }

  /** Says that these series have new detections. */
  wake(seriesNames: string[]): void {
    if (this.#followers > 0) this.#refresh(seriesNames).catch(this.#onError);
  }

  /**
   * Follows one series or many: each detection once, in the order of its series, until the iterator is returned or
   * the feed disposed. A follower that reads slowly holds up nobody and costs no memory.
   */
  follow(filter: FeedFilter): AsyncIterableIterator<Detection> {
    return leavable((leaving) => this.#detections(filter, AbortSignal.any([leaving, this.#closing.signal])));
  }

  dispose(): void {
    clearInterval(this.#poll);
    this.#closing.abort();
  }

  async *#detections(filter: FeedFilter, signal: AbortSignal): AsyncGenerator<Detection, undefined> {
    this.#followers++;
    try {
      await this.#firstLook(signal);
      const marks = this.#startingMarks(filter);
      while (!signal.aborted) {
        const version = this.#changed.version;
        let count = 0;
        for await (const detection of this.#news(filter, marks)) {
          if (signal.aborted) return;
          count++;
          if (!filter.anomaliesOnly || detection.isAnomaly) yield detection;
        }
        if (count === 0) await this.#changed.after(version, signal);
      }
    } finally {
      // Tails that nobody follows would only grow stale.
      if (--this.#followers === 0) this.#series.clear();
    }
  }

  /** While the database is away a new follower waits like the others: an error would end its subscription. */
  async #firstLook(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const version = this.#changed.version;
      try {
        return await this.#lookAround();
      } catch (error) {
        this.#onError(error);
        await this.#changed.after(version, signal);
      }
    }
  }

  #startingMarks(filter: FeedFilter): Map<string, number> {
    const marks = new Map<string, number>();
    for (const series of this.#matching(filter)) {
      marks.set(seriesName(series), filter.after?.getTime() ?? series.tail.newest);
    }
    return marks;
  }

  /** A batch of what lies after the marks, which move along. */
  async *#news(filter: FeedFilter, marks: Map<string, number>): AsyncGenerator<Detection> {
    for (const series of this.#matching(filter)) {
      const name = seriesName(series);
      // A series that came into being since the start is news from its first candle on.
      const mark = marks.get(name) ?? filter.after?.getTime() ?? -Infinity;
      for (const detection of await series.tail.after(mark).catch(this.#noNews)) {
        marks.set(name, detection.openTime.getTime());
        yield detection;
      }
    }
  }

  readonly #noNews = (error: unknown): Detection[] => {
    this.#onError(error);
    return [];
  };

  #matching({ symbol, interval }: FeedFilter): FollowedSeries[] {
    return [...this.#series.values()].filter(
      (series) =>
        (symbol === undefined || series.symbol === symbol) &&
        (interval === undefined || series.interval === interval),
    );
  }

  async #refresh(seriesNames: string[]): Promise<void> {
    const series = seriesNames.flatMap((name) => this.#series.get(name) ?? []);
    if (series.length < seriesNames.length) return this.#lookAround();
    await Promise.all(series.map(({ tail }) => tail.refresh()));
    for (const { tail } of series) {
      if (tail.newestDetectedAt) this.#onLag((Date.now() - tail.newestDetectedAt.getTime()) / 1_000);
    }
    this.#changed.fire();
  }

  /** Finds series that are new here, and reads on in all; whoever asks meanwhile shares the look under way. */
  #lookAround(): Promise<void> {
    this.#look ??= this.#readAll().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #readAll(): Promise<void> {
    for (const { symbol, interval, lastOpenTime } of await this.#dataSource.manager.find(Series)) {
      const name = seriesName({ symbol, interval });
      if (this.#series.has(name)) continue;
      const tail = new SeriesTail(this.#reader(symbol, interval), lastOpenTime.getTime());
      this.#series.set(name, { symbol, interval, tail });
    }
    await Promise.all([...this.#series.values()].map(({ tail }) => tail.refresh()));
    this.#changed.fire();
  }

  #reader(symbol: string, interval: string): ReadAfter {
    return (mark, limit) =>
      readDetections(
        this.#dataSource.manager,
        { symbol, interval, ...(mark !== -Infinity && { openTime: MoreThan(new Date(mark)) }) },
        { order: { openTime: 'ASC' }, take: limit },
      );
  }
}
