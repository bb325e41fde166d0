import { seriesName } from '@detective/data';
import type { Detection } from '@detective/schema';
import { MoreThan, type DataSource } from 'typeorm';
import { readChangedSeries } from '../database/read-changed-series.ts';
import { readDetections } from '../database/read-detections.ts';
import type { FollowedSeries } from './follower.ts';
import type { Followers } from './followers.ts';
import { HeldTails } from './held-tails.ts';
import { readNewPages } from './read-new-pages.ts';
import { refreshVerdicts } from './refresh-verdicts.ts';
import { SeriesTail, type ReadAfter } from './series-tail.ts';
import { SharedPoll } from './shared-poll.ts';

export interface SeriesTailsOptions {
  dataSource: DataSource;
  /** Who is told of what was read. */
  followed: Followers;
  /** Called after each look at the series that could read the database. */
  onRead: () => void;
  /** Called with the age of the newest detection, in seconds, when it was first read. */
  onLag: (seconds: number) => void;
}

/** Detections of one series that one transaction has stored. */
export interface StoredDetections {
  name: string;
  /** The row of the series before them; null if they begin it. */
  before: { lastOpenTime: Date } | null;
  /** Ascending. */
  added: Detection[];
}

/** What looks have found, from the first follower on. */
interface Known {
  series: Map<string, FollowedSeries>;
  /** Series that are known to have something that was not read. */
  stale: Set<FollowedSeries>;
  held: HeldTails;
  horizon: string | undefined;
}

const nothingKnown = (): Known => ({
  series: new Map(),
  stale: new Set(),
  held: new HeldTails(),
  horizon: undefined,
});

/** The tails of all series, as new as the last look at the database. What nobody follows is not read. */
export class SeriesTails {
  readonly #options: SeriesTailsOptions;
  readonly #reads = new SharedPoll<FollowedSeries>((series) => this.#read(series));
  readonly #verdictReads = new SharedPoll<FollowedSeries>((series) =>
    refreshVerdicts(this.#options.dataSource.manager, series),
  );
  #known = nothingKnown();

  constructor(options: SeriesTailsOptions) {
    this.#options = options;
  }

  get all(): FollowedSeries[] {
    return [...this.#known.series.values()];
  }

  get(name: string): FollowedSeries | undefined {
    return this.#known.series.get(name);
  }

  /** Forgets all series: what nobody follows would only go out of date. */
  forget(): void {
    this.#known = nothingKnown();
  }

  /** Looks at every series next time, not only at those that were written since. */
  distrust(): void {
    this.#known.horizon = undefined;
  }

  /**
   * Reads these series, which have something new.
   *
   * @returns undefined where one is not known yet, so that it takes a look to find it
   */
  wake(names: string[]): Promise<void> | undefined {
    const series = names.flatMap((name) => this.get(name) ?? []);
    for (const one of series) this.#known.stale.add(one);
    return series.length === names.length ? this.readStale(series) : undefined;
  }

  /**
   * Takes detections that this server has stored itself: where they follow on what is known, nobody has to read them.
   *
   * @returns names of the series that have to be read all the same
   */
  take(stored: readonly StoredDetections[]): string[] {
    const known = this.#known;
    const unread: string[] = [];
    for (const { name, before, added } of stored) {
      const series = this.get(name);
      const isNext = series && before?.lastOpenTime.getTime() === series.tail.newest;
      const isFollowed = series && this.#options.followed.of(series).length > 0;
      if (isNext && isFollowed && !known.stale.has(series)) this.#append(known, series, added);
      else unread.push(name);
    }
    return unread;
  }

  /** Finds new series and those with new detections, and reads what somebody follows. */
  async look(): Promise<void> {
    const known = this.#known;
    const { series, horizon } = await readChangedSeries(this.#options.dataSource.manager, known.horizon);
    for (const { lastOpenTime, ...key } of series) this.#takeChanged(known, key, lastOpenTime.getTime());
    known.horizon = horizon;
    this.#options.onRead();
    await this.readStale(known.stale);
  }

  /** Reads what is new in those of these series that have something unread and somebody to read it. */
  async readStale(series: Iterable<FollowedSeries>): Promise<void> {
    const { stale } = this.#known;
    const asked = [...series].filter((one) => stale.has(one) && this.#options.followed.of(one).length > 0);
    if (asked.length > 0) await this.#reads.ask(asked);
  }

  /** Reads the verdicts on what is in memory, for those who ask for what came before them: never older than the call. */
  async readVerdicts(series: readonly FollowedSeries[]): Promise<void> {
    const held = series.filter(({ tail }) => tail.length > 0);
    if (held.length > 0) await this.#verdictReads.ask(held);
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
      for (const follower of this.#options.followed.of(begun)) follower.tell(begun, -Infinity);
    } else if (series.tail.newest < newest) {
      if (this.#options.followed.of(series).length > 0) known.stale.add(series);
      else this.#skipTo(known, series, newest);
    }
  }

  #skipTo(known: Known, series: FollowedSeries, newest: number): void {
    series.tail.release(newest);
    known.held.delete(series);
    known.stale.delete(series);
  }

  async #read(series: FollowedSeries[]): Promise<void> {
    const known = this.#known;
    for (const one of series) known.stale.delete(one);
    try {
      for await (const pages of readNewPages(this.#options.dataSource.manager, series))
        for (const { series: one, page } of pages) this.#append(known, one, page);
    } catch (error) {
      for (const one of series) known.stale.add(one);
      throw error;
    }
  }

  #append(known: Known, series: FollowedSeries, read: Detection[]): void {
    const { tail } = series;
    const mark = tail.newest;
    // Some of it may have been taken while it was being read.
    const page = read.filter(({ openTime }) => openTime.getTime() > mark);
    if (page.length === 0) return;
    tail.append(page);
    if (tail.newestDetectedAt) this.#options.onLag(secondsSince(tail.newestDetectedAt));
    const hasAnomaly = page.some(({ isAnomaly }) => isAnomaly);
    for (const follower of this.#options.followed.of(series))
      if (hasAnomaly || !follower.filter.anomaliesOnly) follower.tell(series, mark);
    known.held.add(series);
  }

  #reader({ exchange, symbol, interval }: { exchange: string; symbol: string; interval: string }): ReadAfter {
    return (mark, limit) =>
      readDetections(
        this.#options.dataSource.manager,
        { exchange, symbol, interval, ...(mark !== -Infinity && { openTime: MoreThan(new Date(mark)) }) },
        { order: { openTime: 'ASC' }, take: limit },
      );
  }
}

/** Never below 0, also where the clock has been set back since: a histogram can't take that away again. */
const secondsSince = (time: Date) => Math.max(0, (Date.now() - time.getTime()) / 1_000);
