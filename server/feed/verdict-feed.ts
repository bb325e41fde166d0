import { VerdictList, type Verdict } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { readVerdicts } from '../database/read-verdicts.ts';
import { seriesName } from '../ingest/incoming-candle.ts';
import { ChangeSignal } from './change-signal.ts';
import { leavable } from './leavable.ts';
import { SharedLook } from './shared-look.ts';

/** As many as a page of history has rows. */
const MOST_VERDICTS = 1_000;

export interface FollowedKey {
  symbol: string;
  interval: string;
}

export interface VerdictFeedOptions {
  dataSource: DataSource;
  /** Looks into the database this often without a wake-up: the latency when one is lost. */
  pollMs?: number;
  /** Verdicts of a list; with more of them, those on the oldest candles are left out. */
  limit?: number;
  /** Told which series have a verdict that was given or taken back here. */
  tellOthers?: (seriesNames: string[]) => void;
  /** Told when the database could not be read; followers wait and go on by themselves. */
  onError?: (error: unknown) => void;
}

interface FollowedVerdicts extends FollowedKey {
  followers: number;
  /** What the last look found; the same object for as long as looks find the same. */
  list: VerdictList | undefined;
  /** `list` as text, to be compared with what the next look finds. */
  text: string;
  readonly looked: ChangeSignal;
}

/**
 * The verdicts on series as they are, for subscribers: the whole list at the start and after each change. What a
 * verdict was does not matter to anybody, so there is no log of changes; a list also says which ones are gone, and a
 * follower that skips some misses nothing. As for detections, a wake-up only says that a look is worth while.
 */
export class VerdictFeed {
  readonly #dataSource: DataSource;
  readonly #limit: number;
  readonly #tellOthers: (seriesNames: string[]) => void;
  readonly #onError: (error: unknown) => void;
  readonly #poll: NodeJS.Timeout;
  readonly #closing = new AbortController();
  readonly #series = new Map<string, FollowedVerdicts>();
  readonly #look = new SharedLook<FollowedVerdicts>((series) => this.#lookAt(series));

  constructor(options: VerdictFeedOptions) {
    const { dataSource, pollMs = 2_000, limit = MOST_VERDICTS } = options;
    this.#dataSource = dataSource;
    this.#limit = limit;
    this.#tellOthers = options.tellOthers ?? (() => undefined);
    this.#onError = options.onError ?? (() => undefined);
    this.#poll = setInterval(() => this.#lookAgain(this.#series.values()), pollMs).unref();
  }

  get followers(): number {
    return [...this.#series.values()].reduce((sum, { followers }) => sum + followers, 0);
  }

  /** Says that the verdicts on these series may have changed. */
  wake(seriesNames: string[]): void {
    this.#lookAgain(seriesNames.flatMap((name) => this.#series.get(name) ?? []));
  }

  /** Says that a verdict on this series was given or taken back here: to followers here and to other servers. */
  announce(series: FollowedKey): void {
    const names = [seriesName(series)];
    this.wake(names);
    this.#tellOthers(names);
  }

  /**
   * Follows one series until the iterator is returned or the feed disposed. The first list was read after the call;
   * a follower that reads slowly gets the newest list next, whatever came in between.
   */
  follow(key: FollowedKey): AsyncIterableIterator<VerdictList> {
    return leavable((leaving) => this.#lists(key, AbortSignal.any([leaving, this.#closing.signal])));
  }

  dispose(): void {
    clearInterval(this.#poll);
    this.#closing.abort();
  }

  async *#lists(key: FollowedKey, signal: AbortSignal): AsyncGenerator<VerdictList, undefined> {
    const series = this.#join(key);
    try {
      await this.#firstLook(series, signal);
      let sent: VerdictList | undefined;
      while (!signal.aborted) {
        const { version } = series.looked;
        if (series.list && series.list !== sent) {
          sent = series.list;
          yield sent;
        } else {
          await series.looked.after(version, signal);
        }
      }
    } finally {
      if (--series.followers === 0) this.#series.delete(seriesName(key));
    }
  }

  #join(key: FollowedKey): FollowedVerdicts {
    const name = seriesName(key);
    const series = this.#series.get(name) ?? {
      ...key,
      followers: 0,
      list: undefined,
      text: '',
      looked: new ChangeSignal(),
    };
    series.followers++;
    this.#series.set(name, series);
    return series;
  }

  /** While the database is away a new follower waits like the others: an error would end its subscription. */
  async #firstLook(series: FollowedVerdicts, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { version } = series.looked;
      try {
        return await this.#look.ask([series]);
      } catch (error) {
        this.#onError(error);
        await series.looked.after(version, signal);
      }
    }
  }

  #lookAgain(series: Iterable<FollowedVerdicts>): void {
    const followed = [...series];
    if (followed.length > 0) this.#look.ask(followed).catch(this.#onError);
  }

  /** One question for all these series. */
  async #lookAt(series: FollowedVerdicts[]): Promise<void> {
    // One more than a list holds tells whether there are more.
    const found = await readVerdicts(this.#dataSource.manager, series, this.#limit + 1);
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
    series.looked.fire();
  }
}
