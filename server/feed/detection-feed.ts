import { seriesName } from '@detective/data';
import type { Detection } from '@detective/schema';
import { MoreThan, type DataSource } from 'typeorm';
import { readChangedSeries } from '../database/read-changed-series.ts';
import { readDetections } from '../database/read-detections.ts';
import { readNews } from '../database/read-news.ts';
import { unknownSeries, type UnknownSeriesError } from '../series/unknown-series.ts';
import { ChangeSignal } from './change-signal.ts';
import { abortable } from './abortable.ts';
import { FairQueue } from './fair-queue.ts';
import { Follower, type FeedFilter, type FollowedSeries } from './follower.ts';
import { Followers, nameOf } from './followers.ts';
import { SeriesTail, type ReadAfter } from './series-tail.ts';
import { SharedPoll } from './shared-poll.ts';

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

/** Detections of one series that are read at once, and series in one statement. */
const PAGE = 200;
const SERIES_A_STATEMENT = 500;
/** Detections in memory, of all series together: some 1.5 kB each. */
const MOST_HELD = 50_000;

/** What polls have found, from the first follower on. */
interface Known {
  series: Map<string, FollowedSeries>;
  /** Series that are known to have something that was not read. */
  stale: Set<FollowedSeries>;
  /** Series with detections in memory, the one with the oldest news first. */
  held: Set<FollowedSeries>;
  horizon: string | undefined;
}

const nothingKnown = (): Known => ({
  series: new Map(),
  stale: new Set(),
  held: new Set(),
  horizon: undefined,
});

/**
 * Detections as they are stored, for subscribers. The database is the log; a wake-up only says that reading it is
 * worthwhile, so a lost, repeated or early one costs latency, never an event.
 */
export class DetectionFeed {
  readonly #dataSource: DataSource;
  readonly #followed = new Followers();
  readonly #polled = new ChangeSignal();
  readonly #closing = new AbortController();
  readonly #onError: (error: unknown) => void;
  readonly #onRead: () => void;
  readonly #onLag: (seconds: number) => void;
  readonly #catchUps = new FairQueue({ places: CATCH_UPS, longestMs: LONGEST_PAGE_MS });
  readonly #timer: NodeJS.Timeout;
  readonly #polls = new SharedPoll<never>(() => this.#findChanged());
  readonly #reads = new SharedPoll<FollowedSeries>((series) => this.#read(series));
  #known = nothingKnown();
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
    if (this.#followers === 0) return;
    const series = seriesNames.flatMap((name) => this.#known.series.get(name) ?? []);
    for (const one of series) this.#known.stale.add(one);
    const isAllKnown = series.length === seriesNames.length;
    (isAllKnown ? this.#readStale(series) : this.#poll()).catch(this.#onError);
  }

  /** What was read may be out of date: the next poll looks at every series, not only at those that were written since. */
  readAnew(): void {
    this.#known.horizon = undefined;
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
    const follower = new Follower(filter, signal);
    try {
      await this.#firstPoll(signal);
      const unknown = filter.mustExist ? await this.#unknownSeries(follower, signal) : undefined;
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
      // What nobody follows would only go out of date.
      if (--this.#followers === 0) this.#known = nothingKnown();
    }
  }

  /** While the database is unavailable a new follower waits like the others: an error would end its subscription. */
  async #firstPoll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const version = this.#polled.version;
      try {
        return await this.#poll();
      } catch (error) {
        this.#onError(error);
        await this.#polled.after(version, signal);
      }
    }
  }

  /** Undefined where there is a series to follow, and where none is like the one asked for. */
  async #unknownSeries(follower: Follower, signal: AbortSignal): Promise<UnknownSeriesError | undefined> {
    const { exchange, symbol, interval } = follower.filter;
    if (symbol === undefined || this.#matching(follower).length > 0) return undefined;
    // The first poll may have begun before the last candle was stored.
    await this.#firstPoll(signal);
    if (signal.aborted || this.#matching(follower).length > 0) return undefined;
    return unknownSeries({ exchange, symbol, interval }, [...this.#known.series.values()]);
  }

  /** From here on the follower is told of what comes; what it asked for of the past is there to be read. */
  #join(follower: Follower): void {
    this.#followed.add(follower);
    const matching = this.#matching(follower);
    const after = follower.filter.after?.getTime();
    for (const series of matching)
      if (after !== undefined && after < series.tail.newest) follower.tell(series, after);
    this.#readStale(matching).catch(this.#onError);
  }

  /** A page of what is new to a follower in one series. */
  async *#news(
    follower: Follower,
    series: FollowedSeries,
    mark: number,
    signal: AbortSignal,
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
    if (name !== undefined) return [this.#known.series.get(name) ?? []].flat();
    return [...this.#known.series.values()].filter((series) => follower.isFor(series));
  }

  /** Finds new series, and reads those that have new detections; never older than the call. */
  #poll(): Promise<void> {
    return this.#polls.ask([]);
  }

  async #findChanged(): Promise<void> {
    const known = this.#known;
    const { series, horizon } = await readChangedSeries(this.#dataSource.manager, known.horizon);
    for (const { lastOpenTime, ...key } of series) this.#takeChanged(known, key, lastOpenTime.getTime());
    known.horizon = horizon;
    this.#onRead();
    await this.#readStale(known.stale);
    this.#polled.fire();
  }

  #takeChanged(
    known: Known,
    key: { exchange: string; symbol: string; interval: string },
    newest: number,
  ): void {
    const name = seriesName(key);
    const series = known.series.get(name);
    if (!series) {
      const begun = { ...key, name, tail: new SeriesTail(this.#reader(key), newest) };
      known.series.set(name, begun);
      // To those who were here before it, it is new from its first candle on.
      for (const follower of this.#followed.of(begun)) follower.tell(begun, -Infinity);
    } else if (series.tail.newest < newest) {
      if (this.#followed.of(series).length > 0) known.stale.add(series);
      else this.#skipTo(known, series, newest);
    }
  }

  #skipTo(known: Known, series: FollowedSeries, newest: number): void {
    series.tail.release(newest);
    known.held.delete(series);
    known.stale.delete(series);
  }

  /** Reads what is new in those of these series that have something unread and somebody to read it. */
  async #readStale(series: Iterable<FollowedSeries>): Promise<void> {
    const { stale } = this.#known;
    const asked = [...series].filter((one) => stale.has(one) && this.#followed.of(one).length > 0);
    if (asked.length > 0) await this.#reads.ask(asked);
  }

  async #read(series: FollowedSeries[]): Promise<void> {
    const known = this.#known;
    for (const one of series) known.stale.delete(one);
    try {
      for (let start = 0; start < series.length; start += SERIES_A_STATEMENT)
        await this.#readAll(known, series.slice(start, start + SERIES_A_STATEMENT));
    } catch (error) {
      for (const one of series) known.stale.add(one);
      throw error;
    }
  }

  /** Page after page, each in one statement for all series of which there may be more. */
  async #readAll(known: Known, series: FollowedSeries[]): Promise<void> {
    let rest = series;
    while (rest.length > 0) {
      const from = rest.map(({ tail, ...key }) => ({ ...key, newest: tail.newest }));
      const pages = pagesBySeries(await readNews(this.#dataSource.manager, from, PAGE));
      for (const one of rest) this.#append(known, one, pages.get(one.name) ?? []);
      rest = rest.filter(({ name }) => pages.get(name)?.length === PAGE);
    }
  }

  #append(known: Known, series: FollowedSeries, page: Detection[]): void {
    const { tail } = series;
    const mark = tail.newest;
    if (page.length === 0) return;
    tail.append(page);
    known.held.delete(series);
    known.held.add(series);
    if (tail.newestDetectedAt) this.#onLag(secondsSince(tail.newestDetectedAt));
    const hasAnomaly = page.some(({ isAnomaly }) => isAnomaly);
    for (const follower of this.#followed.of(series))
      if (hasAnomaly || !follower.filter.anomaliesOnly) follower.tell(series, mark);
    this.#letGo(known);
  }

  /** Keeps memory flat however many series there are; who still needs what is let go reads it from the database. */
  #letGo({ held }: Known): void {
    let count = 0;
    for (const { tail } of held) count += tail.length;
    for (const oldest of held) {
      if (count <= MOST_HELD) break;
      count -= oldest.tail.length;
      oldest.tail.release();
      held.delete(oldest);
    }
  }

  #reader({ exchange, symbol, interval }: { exchange: string; symbol: string; interval: string }): ReadAfter {
    return (mark, limit) =>
      readDetections(
        this.#dataSource.manager,
        { exchange, symbol, interval, ...(mark !== -Infinity && { openTime: MoreThan(new Date(mark)) }) },
        { order: { openTime: 'ASC' }, take: limit },
      );
  }
}

/** Never below 0, also where the clock has been set back since: a histogram can't take that away again. */
const secondsSince = (time: Date) => Math.max(0, (Date.now() - time.getTime()) / 1_000);

function pagesBySeries(detections: Detection[]): Map<string, Detection[]> {
  const pages = new Map<string, Detection[]>();
  for (const detection of detections) {
    const name = seriesName(detection);
    const page = pages.get(name);
    if (page) page.push(detection);
    else pages.set(name, [detection]);
  }
  return pages;
}
