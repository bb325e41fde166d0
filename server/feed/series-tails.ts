import { seriesName } from '@detective/data';
import type { Detection, Verdict } from '@detective/schema';
import { MoreThan, type DataSource } from 'typeorm';
import { readChangedSeries } from '../database/read-changed-series.ts';
import { readDetections } from '../database/read-detections.ts';
import { readNews } from '../database/read-news.ts';
import { readVerdicts } from '../database/read-verdicts.ts';
import type { FollowedSeries } from './follower.ts';
import type { Followers } from './followers.ts';
import { SeriesTail, type ReadAfter } from './series-tail.ts';
import { SharedPoll } from './shared-poll.ts';

/** Detections of one series that are read at once, and series in one statement. */
const PAGE = 200;
const SERIES_A_STATEMENT = 500;
/** Detections in memory, of all series together: some 1.5 kB each. */
const MOST_HELD = 50_000;

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

/** The tails of all series, as new as the last look at the database. What nobody follows is not read. */
export class SeriesTails {
  readonly #options: SeriesTailsOptions;
  readonly #reads = new SharedPoll<FollowedSeries>((series) => this.#read(series));
  readonly #verdictReads = new SharedPoll<FollowedSeries>((series) => this.#readVerdicts(series));
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

  async #readVerdicts(series: FollowedSeries[]): Promise<void> {
    const marks = series.map(({ tail }) => tail.newest);
    // A verdict is on one detection, and those in memory are the newest.
    const most = Math.max(...series.map(({ tail }) => tail.length));
    const bySeries = new Map(series.map(({ name }) => [name, new Map<number, Verdict>()]));
    for (const verdict of await readVerdicts(this.#options.dataSource.manager, series, most))
      bySeries.get(seriesName(verdict))?.set(verdict.openTime.getTime(), verdict);
    for (const [index, { name, tail }] of series.entries())
      tail.takeVerdicts(bySeries.get(name) ?? new Map<number, Verdict>(), marks[index] ?? -Infinity);
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
      const pages = pagesBySeries(await readNews(this.#options.dataSource.manager, from, PAGE));
      for (const one of rest) this.#append(known, one, pages.get(one.name) ?? []);
      rest = rest.filter(({ name }) => pages.get(name)?.length === PAGE);
    }
  }

  #append(known: Known, series: FollowedSeries, read: Detection[]): void {
    const { tail } = series;
    const mark = tail.newest;
    // Some of it may have been taken while it was being read.
    const page = read.filter(({ openTime }) => openTime.getTime() > mark);
    if (page.length === 0) return;
    tail.append(page);
    known.held.delete(series);
    known.held.add(series);
    if (tail.newestDetectedAt) this.#options.onLag(secondsSince(tail.newestDetectedAt));
    const hasAnomaly = page.some(({ isAnomaly }) => isAnomaly);
    for (const follower of this.#options.followed.of(series))
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
        this.#options.dataSource.manager,
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
