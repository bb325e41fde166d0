import { seriesName } from '@detective/data';
import { VerdictList, type Verdict } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { readVerdicts } from '../database/read-verdicts.ts';
import { ChangeSignal } from './change-signal.ts';
import type { EndSignal } from './light-signal.ts';
import { Abortables } from './abortables.ts';
import { PolledSeries, type FollowedKey, type PolledOne } from './polled-series.ts';

/** As many as the rows of a page of history. */
const MOST_VERDICTS = 1_000;

export interface VerdictFeedOptions {
  dataSource: DataSource;
  /** How often the database is polled without a wake-up: the latency when a wake-up is lost. */
  pollMs?: number;
  /** The most verdicts in a list; those on the oldest candles are left out. */
  limit?: number;
  /** Called with the series whose verdicts were changed through this server. */
  tellOthers?: (seriesNames: string[]) => void;
  /** Called when the database could not be read; followers wait and resume by themselves. */
  onError?: (error: unknown) => void;
  /** Called after each poll that could read the database. */
  onRead?: () => void;
}

interface FollowedVerdicts extends PolledOne {
  /** What the last poll found; the same object for as long as polls find the same. */
  list: VerdictList | undefined;
  /** `list` as text, for comparison with what the next poll finds. */
  text: string;
}

/**
 * The current verdicts on a series, for subscribers: the whole list at the start and after each change. Nobody needs
 * the earlier verdicts, so there is no log of changes; a list also shows which verdicts are gone, and a follower that
 * skips one misses nothing. As for detections, a wake-up only says that reading is worthwhile.
 */
export class VerdictFeed {
  readonly #dataSource: DataSource;
  readonly #limit: number;
  readonly #tellOthers: (seriesNames: string[]) => void;
  readonly #onRead: () => void;
  readonly #streams = new Abortables();
  readonly #series: PolledSeries<FollowedVerdicts>;

  constructor(options: VerdictFeedOptions) {
    const { dataSource, limit = MOST_VERDICTS } = options;
    this.#dataSource = dataSource;
    this.#limit = limit;
    this.#tellOthers = options.tellOthers ?? (() => undefined);
    this.#onRead = options.onRead ?? (() => undefined);
    this.#series = new PolledSeries<FollowedVerdicts>({
      begin: (key) => ({ ...key, followers: 0, list: undefined, text: '', polled: new ChangeSignal() }),
      read: (series) => this.#read(series),
      pollMs: options.pollMs,
      onError: options.onError ?? (() => undefined),
    });
  }

  get followers(): number {
    return this.#series.followers;
  }

  /** Tells the feed that the verdicts on these series may have changed. */
  wake(seriesNames: string[]): void {
    this.#series.wake(seriesNames);
  }

  /** Tells followers here and other servers that a verdict on this series was changed through this server. */
  announce(series: FollowedKey): void {
    const names = [seriesName(series)];
    this.wake(names);
    this.#tellOthers(names);
  }

  /**
   * Follows one series until the iterator is returned or the feed is disposed of. The first list is read after the
   * call; a slow follower gets the newest list next, whatever came in between.
   */
  follow(key: FollowedKey): AsyncIterableIterator<VerdictList> {
    return this.#streams.open((signal) => this.#lists(key, signal));
  }

  dispose(): void {
    this.#series.dispose();
    this.#streams.close();
  }

  async *#lists(key: FollowedKey, signal: EndSignal): AsyncGenerator<VerdictList, undefined> {
    const series = this.#series.join(key);
    try {
      await this.#series.firstPoll(series, signal);
      let sent: VerdictList | undefined;
      while (!signal.aborted) {
        const { version } = series.polled;
        if (series.list && series.list !== sent) {
          sent = series.list;
          yield sent;
        } else {
          await series.polled.after(version, signal);
        }
      }
    } finally {
      this.#series.leave(series);
    }
  }

  /** One query for all these series. */
  async #read(series: FollowedVerdicts[]): Promise<void> {
    // One more than a list holds tells whether there are more.
    const found = await readVerdicts(this.#dataSource.manager, series, this.#limit + 1);
    this.#onRead();
    const bySeries = new Map<string, Verdict[]>(series.map((one) => [seriesName(one), []]));
    for (const verdict of found) bySeries.get(seriesName(verdict))?.push(verdict);
    for (const one of series) this.#take(one, bySeries.get(seriesName(one)) ?? []);
  }

  #take(series: FollowedVerdicts, found: Verdict[]): void {
    const verdicts = found.slice(-this.#limit);
    const completeFrom = found.length > verdicts.length ? (verdicts[0]?.openTime ?? null) : null;
    const list = Object.assign(new VerdictList(), { verdicts, completeFrom });
    const text = JSON.stringify(list);
    if (text !== series.text) {
      series.text = text;
      series.list = list;
    }
    series.polled.fire();
  }
}
