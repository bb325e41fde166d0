import { seriesName, type Interval } from '@detective/data';
import type { ExchangeEntry, Market } from '@detective/data/exchanges';
import type { Watch } from '@detective/schema';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { BadInputError } from '../errors/request-errors.ts';
import { ExchangeAwayError, TooManyWatchesError, WorkerRefusal } from './watch-errors.ts';
import { WatchFeed } from './watch-feed.ts';
import { WatchLeader } from './watch-leader.ts';
import {
  beginWatch,
  beginWatchesAtFirst,
  endWatch,
  findWatch,
  readWatches,
  readWatchesAsTheyAre,
  type WatchedMarket,
} from './watch-store.ts';
import { WorkerProcess } from './worker-process.ts';

const LONGEST_ANSWER_MS = 20_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface WatchesOptions {
  dataSource: DataSource;
  /** Its connections are not those of the readers, who may need all of theirs. */
  ownSource: DataSource;
  log: Logger;
  /** Markets that are followed from the first start on. */
  watch: readonly WatchedMarket[];
  exchangeHosts: string;
  /** As many as the server keeps series. */
  most: number;
  /** What the process says to the server instead of a client's token. */
  token: string | undefined;
  onError: (error: unknown) => void;
  /** Watches were begun or ended here. */
  tellOthers: () => void;
}

/** The markets that are followed, and everything that can be asked of exchanges. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #feed: WatchFeed;
  #worker: WorkerProcess | undefined;
  #leader: WatchLeader | undefined;

  constructor(options: WatchesOptions) {
    this.#options = options;
    this.#feed = new WatchFeed(options.dataSource, options.onError);
  }

  /** Of the process that follows them; undefined while there is none here. */
  get pid(): number | undefined {
    return this.#worker?.pid;
  }

  get followers(): number {
    return this.#feed.followers;
  }

  /** @param url of this server's GraphQL, to which candles are sent */
  async start(url: string): Promise<void> {
    const { ownSource, log, watch, exchangeHosts, token } = this.#options;
    await beginWatchesAtFirst(ownSource.manager, [...watch]);
    const worker: WorkerProcess = new WorkerProcess({
      ...{ url, token, exchangeHosts, log },
      isFollowing: () => leader.isFollowing,
      onStatus: (status) => leader.status(status),
      onCorrection: (correction) => leader.correct(correction),
      onDeath: (failure, pauseMs) => leader.died(failure, pauseMs),
    });
    const leader: WatchLeader = new WatchLeader({
      dataSource: ownSource,
      worker,
      log,
      onChange: () => this.#feed.wake(),
    });
    this.#worker = worker;
    this.#leader = leader;
    leader.start();
  }

  list(): Promise<Watch[]> {
    return readWatchesAsTheyAre(this.#options.dataSource.manager);
  }

  follow(): AsyncIterableIterator<Watch[]> {
    return this.#feed.follow();
  }

  /**
   * Begins to follow a market; one that is followed already stays as it is.
   *
   * @throws {BadInputError} for an exchange, or an interval or a market that it doesn't have; a market of an exchange that
   *   does not answer now is followed, and its state says so
   * @throws {TooManyWatchesError} where no more can be kept fresh; says how many fit
   * @throws {ExchangeAwayError} when the process that knows exchanges is not there at the moment
   */
  async watch(market: WatchedMarket): Promise<Watch> {
    const { manager } = this.#options.dataSource;
    const { most } = this.#options;
    const there = await findWatch(manager, market);
    if (there && there.state !== 'STOPPED') return there;
    const others = (await readWatches(manager)).filter(({ id }) => id !== there?.id);
    if (others.length >= most) throw new TooManyWatchesError(`Watches: expected at most ${most}.`);
    const { exchange, symbol, interval } = market;
    const beside = others.filter((other) => other.exchange === exchange && other.state !== 'STOPPED');
    const intervals = beside.map((other) => other.interval as Interval);
    await this.#ask((worker) => worker.ask('check', { exchange, symbol, interval, others: intervals }));
    await beginWatch(manager, market);
    const begun = await findWatch(manager, market);
    if (!begun) throw new BadInputError(`The watch over ${seriesName(market)} was ended meanwhile.`);
    this.#changed();
    return begun;
  }

  /** Ends a watch and returns it; the candles stay. */
  async unwatch(id: string): Promise<Watch> {
    const ended = UUID.test(id) ? await endWatch(this.#options.dataSource.manager, id) : null;
    if (!ended) throw new BadInputError(`There is no watch with the id ${JSON.stringify(id.slice(0, 40))}`);
    this.#changed();
    return ended;
  }

  /** The markets of an exchange that have all words of the search in their names, the best fitting first. */
  markets(exchange: string, search: string, limit: number): Promise<Market[]> {
    return this.#ask((worker) => worker.ask('markets', { exchange, search, limit }));
  }

  exchanges(): Promise<readonly ExchangeEntry[]> {
    return this.#ask((worker) => worker.ask('exchanges', null));
  }

  /** Another server has begun or ended a watch; without being told, this one finds out within seconds. */
  wake(): void {
    this.#leader?.wake();
    this.#feed.wake();
  }

  /** Ends what is followed; who asks or subscribes still gets answers. */
  async stop(): Promise<void> {
    await this.#leader?.dispose();
  }

  async dispose(): Promise<void> {
    await this.stop();
    this.#feed.dispose();
  }

  #changed(): void {
    this.wake();
    this.#options.tellOthers();
  }

  async #ask<Answer>(question: (worker: WorkerProcess) => Promise<Answer>): Promise<Answer> {
    if (!this.#worker) throw new ExchangeAwayError('This server is still starting.');
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new ExchangeAwayError(`There was no answer within ${LONGEST_ANSWER_MS / 1_000} s.`);
      deadline = setTimeout(() => reject(error), LONGEST_ANSWER_MS);
    });
    try {
      return await Promise.race([question(this.#worker), late]);
    } catch (error) {
      throw error instanceof WorkerRefusal ? publicError(error) : error;
    } finally {
      clearTimeout(deadline);
    }
  }
}

const UNKNOWN = new Set(['UnknownExchangeError', 'UnknownIntervalError', 'UnknownMarketError']);

function publicError({ kind, message }: WorkerRefusal): Error {
  if (kind === 'TooManyMarketsError') return new TooManyWatchesError(message);
  if (UNKNOWN.has(kind)) return new BadInputError(message);
  return new ExchangeAwayError(message);
}
