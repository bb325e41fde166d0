import { seriesName } from '@detective/data';
import { Series, type Incident } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { Abortables } from '../feed/abortables.ts';
import { ChangeSignal } from '../feed/change-signal.ts';
import type { EndSignal } from '../feed/light-signal.ts';
import { SharedPoll } from '../feed/shared-poll.ts';
import { readChangedIncidents } from './read-incidents.ts';

interface FollowedKey {
  exchange: string;
  symbol: string;
  interval: string;
}

export interface IncidentFeedOptions {
  dataSource: DataSource;
  /** How often the database is polled without a wake-up: the latency when a wake-up is lost. */
  pollMs?: number;
  /** Called when the database could not be read; followers wait and resume by themselves. */
  onError?: (error: unknown) => void;
  /** Called after each poll that could read the database. */
  onRead?: () => void;
}

/** Changes that are read at once, and changes of one series that are kept for its followers. */
const PAGE = 200;

interface FollowedSeries extends FollowedKey {
  followers: number;
  /** The candle up to which the changes are known; undefined until the first poll. */
  newest: number | undefined;
  /** Every change after the candle `floor`, up to `newest`. */
  recent: Incident[];
  floor: number;
  readonly polled: ChangeSignal;
}

/**
 * Incidents as they change, for subscribers. As for detections the database is the log: the candles of a series that
 * changed its incidents come in order, so a follower holds the open time of the last one and misses nothing. An incident
 * that changes several times before a follower looks comes once, as it is then.
 */
export class IncidentFeed {
  readonly #options: IncidentFeedOptions;
  readonly #streams = new Abortables();
  readonly #series = new Map<string, FollowedSeries>();
  readonly #timer: NodeJS.Timeout;
  readonly #poll = new SharedPoll<FollowedSeries>((series) => this.#read(series));

  constructor(options: IncidentFeedOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#pollAgain(this.#series.values()), options.pollMs ?? 2_000).unref();
  }

  get followers(): number {
    return [...this.#series.values()].reduce((sum, { followers }) => sum + followers, 0);
  }

  /** Tells the feed that incidents of these series have changed. */
  wake(seriesNames: readonly string[]): void {
    this.#pollAgain(seriesNames.flatMap((name) => this.#series.get(name) ?? []));
  }

  /**
   * Follows one series until the iterator is returned or the feed is disposed of.
   *
   * @param after first all incidents that were changed by later candles than this; only what comes without it
   */
  follow(key: FollowedKey, after?: Date): AsyncIterableIterator<Incident> {
    return this.#streams.open((signal) => this.#incidents(key, after, signal));
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#streams.close();
  }

  async *#incidents(
    key: FollowedKey,
    after: Date | undefined,
    signal: EndSignal,
  ): AsyncGenerator<Incident, undefined> {
    const series = this.#join(key);
    try {
      await this.#firstPoll(series, signal);
      let mark = after?.getTime() ?? series.newest ?? -Infinity;
      // What is kept tells nothing of what was said and sent since: what came before a follower is read.
      let isPast = mark < (series.newest ?? -Infinity);
      while (!signal.aborted) {
        const { version } = series.polled;
        const { newest = -Infinity } = series;
        const reading = isPast ? this.#stored(series, mark) : this.#after(series, mark);
        const page = await reading.catch(this.#options.onError ?? (() => undefined));
        for (const incident of page ?? []) {
          if (signal.aborted) return;
          yield incident;
          mark = incident.changedAt.getTime();
        }
        if (page?.length === 0) {
          isPast = false;
          mark = Math.max(mark, newest);
        }
        if (!page?.length) await series.polled.after(version, signal);
      }
    } finally {
      if (--series.followers === 0) this.#series.delete(seriesName(key));
    }
  }

  #join(key: FollowedKey): FollowedSeries {
    const name = seriesName(key);
    const begun = {
      followers: 0,
      newest: undefined,
      recent: [],
      floor: Infinity,
      polled: new ChangeSignal(),
    };
    const series = this.#series.get(name) ?? { ...key, ...begun };
    series.followers++;
    this.#series.set(name, series);
    return series;
  }

  async #after(series: FollowedSeries, mark: number): Promise<Incident[]> {
    const { recent, floor } = series;
    if (mark >= floor) return recent.filter(({ changedAt }) => changedAt.getTime() > mark);
    return this.#stored(series, mark);
  }

  async #stored(series: FollowedSeries, mark: number): Promise<Incident[]> {
    const { newest } = series;
    const page = await readChangedIncidents(
      this.#options.dataSource.manager,
      [{ ...series, newest: mark }],
      PAGE,
    );
    // What is newer comes with the next poll.
    return page.filter(({ changedAt }) => newest !== undefined && changedAt.getTime() <= newest);
  }

  /** While the database is unavailable a new follower waits like the others: an error would end its subscription. */
  async #firstPoll(series: FollowedSeries, signal: EndSignal): Promise<void> {
    while (!signal.aborted) {
      const { version } = series.polled;
      try {
        return await this.#poll.ask([series]);
      } catch (error) {
        this.#options.onError?.(error);
        await series.polled.after(version, signal);
      }
    }
  }

  #pollAgain(series: Iterable<FollowedSeries>): void {
    const followed = [...series];
    if (followed.length > 0) this.#poll.ask(followed).catch(this.#options.onError ?? (() => undefined));
  }

  async #read(series: FollowedSeries[]): Promise<void> {
    const { manager } = this.#options.dataSource;
    for (const one of series.filter(({ newest }) => newest === undefined)) {
      const { exchange, symbol, interval } = one;
      const row = await manager.findOneBy(Series, { exchange, symbol, interval });
      one.newest = one.floor = row?.lastOpenTime.getTime() ?? -Infinity;
    }
    const from = series.map((one) => ({ ...one, newest: one.newest ?? -Infinity }));
    const changed = await readChangedIncidents(manager, from, PAGE);
    this.#options.onRead?.();
    for (const incident of changed) this.#append(incident);
    for (const one of series) {
      const surplus = one.recent.splice(0, Math.max(0, one.recent.length - PAGE));
      one.floor = surplus.at(-1)?.changedAt.getTime() ?? one.floor;
      one.polled.fire();
    }
  }

  #append(incident: Incident): void {
    const series = this.#series.get(seriesName(incident));
    if (!series) return;
    series.recent = [...series.recent.filter(({ id }) => id !== incident.id), incident];
    series.newest = Math.max(series.newest ?? -Infinity, incident.changedAt.getTime());
  }
}
