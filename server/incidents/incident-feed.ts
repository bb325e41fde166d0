import { Series, type Incident } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { Abortables } from '../feed/abortables.ts';
import { ChangeSignal } from '../feed/change-signal.ts';
import type { EndSignal } from '../feed/light-signal.ts';
import { PolledSeries, type FollowedKey, type PolledOne } from '../feed/polled-series.ts';
import { readChangedIncidents } from './read-incidents.ts';

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

interface FollowedSeries extends PolledOne {
  /** The candle up to which the changes are known; undefined until the first poll. */
  newest: number | undefined;
  /** Every change after the candle `floor`, up to `newest`. */
  recent: Incident[];
  floor: number;
}

/** A series that nobody has followed until now. */
const followed = (key: FollowedKey): FollowedSeries => ({
  ...key,
  ...{ followers: 0, newest: undefined, recent: [], floor: Infinity },
  polled: new ChangeSignal(),
});

/**
 * Incidents as they change, for subscribers. As for detections the database is the log: the candles of a series that
 * changed its incidents come in order, so a follower holds the open time of the last one and misses nothing. An incident
 * that changes several times before a follower looks comes once, as it is then.
 */
export class IncidentFeed {
  readonly #options: IncidentFeedOptions;
  readonly #streams = new Abortables();
  readonly #series: PolledSeries<FollowedSeries>;

  constructor(options: IncidentFeedOptions) {
    this.#options = options;
    this.#series = new PolledSeries<FollowedSeries>({
      begin: followed,
      read: (series) => this.#read(series),
      pollMs: options.pollMs,
      onError: options.onError ?? (() => undefined),
    });
  }

  get followers(): number {
    return this.#series.followers;
  }

  /** Tells the feed that incidents of these series have changed. */
  wake(seriesNames: readonly string[]): void {
    this.#series.wake(seriesNames);
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
    this.#series.dispose();
    this.#streams.close();
  }

  async *#incidents(
    key: FollowedKey,
    after: Date | undefined,
    signal: EndSignal,
  ): AsyncGenerator<Incident, undefined> {
    const series = this.#series.join(key);
    try {
      await this.#series.firstPoll(series, signal);
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
      this.#series.leave(series);
    }
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
    const series = this.#series.get(incident);
    if (!series) return;
    series.recent = [...series.recent.filter(({ id }) => id !== incident.id), incident];
    series.newest = Math.max(series.newest ?? -Infinity, incident.changedAt.getTime());
  }
}
