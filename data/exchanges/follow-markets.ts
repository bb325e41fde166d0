import { WALL_CLOCK, type Clock } from '../clock.ts';
import type { EpochMs, Interval, Ohlcv } from '../ohlcv.ts';
import { ExchangeConnection } from './exchange-connection.ts';
import { reasonOf, UnknownIntervalError } from './exchange-errors.ts';
import type { ExchangeHosts } from './exchange-hosts.ts';
import { followMarketEvents } from './follow-market.ts';
import { searchMarkets, type MarketSearch } from './market-search.ts';
import type { MarketTrouble } from './market-trouble.ts';
import type { Market } from './market.ts';
import { WatchStatusKeeper, type WatchStatus } from './watch-status.ts';

export interface MarketWatch {
  /** Chosen by the caller, and told with everything that comes. */
  id: string;
  /** ccxt's id, such as `kraken`. */
  exchange: string;
  /** ccxt's unified name, such as `BTC/USD`. */
  symbol: string;
  interval: Interval;
  /** Where to begin; without any meaning where candles are known. */
  from: EpochMs;
  /** The newest stored candles, ascending, at best those of the last day: it goes on after them, and compares them. */
  known?: readonly Ohlcv[];
}

export interface FollowMarketsOptions {
  /**
   * New closed candles of a watch, ascending, at least one. The watch asks for more only when the promise is fulfilled; a
   * rejection stops it with that reason.
   */
  onCandles: (watch: MarketWatch, candles: readonly Ohlcv[]) => Promise<void> | void;
  /** The exchange has changed a closed candle. As for candles, the watch waits for it. */
  onCorrection?: (watch: MarketWatch, before: Ohlcv, after: Ohlcv) => Promise<void> | void;
  /** Each change of a status; must not throw. */
  onStatus?: (status: WatchStatus) => void;
  /** Everything that belongs in a log, one sentence each; must not throw. */
  onTrouble?: (watch: MarketWatch, trouble: MarketTrouble) => void;
  /** Where requests go instead of the exchanges' own servers. */
  hosts?: ExchangeHosts;
  clock?: Clock;
  /** How long an exchange may take for an answer. */
  deadlineMs?: number;
}

interface Followed {
  watch: MarketWatch;
  keeper: WatchStatusKeeper;
  end: AbortController;
  running: Promise<void>;
}

/**
 * Follows any number of markets on any number of exchanges in this process, added and removed while it runs. All of one
 * exchange share its rate limit.
 *
 * @example
 * const markets = followMarkets({ onCandles: store, onStatus: show });
 * await markets.add({ id: '1', exchange: 'kraken', symbol: 'BTC/USD', interval: '1h', from });
 */
export const followMarkets = (options: FollowMarketsOptions): FollowedMarkets => new FollowedMarkets(options);

export class FollowedMarkets implements AsyncDisposable {
  readonly #options: FollowMarketsOptions;
  readonly #clock: Clock;
  readonly #followed = new Map<string, Followed>();
  readonly #connections = new Map<string, Promise<ExchangeConnection>>();

  constructor(options: FollowMarketsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? WALL_CLOCK;
  }

  /**
   * Begins to follow a market. Asks the exchange for nothing: whether it has the market shows later, in the status.
   *
   * @throws {UnknownExchangeError} {UnknownIntervalError} {TooManyMarketsError} the last one says how many fit
   */
  async add(watch: MarketWatch): Promise<WatchStatus> {
    const connection = await this.#connectionTo(watch.exchange);
    const { intervals } = connection;
    if (!intervals.includes(watch.interval)) {
      throw new UnknownIntervalError(watch.exchange, intervals, watch.interval);
    }
    const old = this.#followed.get(watch.id);
    if (old) return old.keeper.status;
    const others = this.#livingOf(watch.exchange).map(({ watch: { interval } }) => interval);
    connection.budget.checkRoom(watch.interval, others);
    return this.#start(watch, connection);
  }

  /** Ends a watch, after what it hands on at the moment; nothing comes of it afterwards. */
  async remove(id: string): Promise<void> {
    const followed = this.#followed.get(id);
    if (!followed) return;
    followed.end.abort();
    await followed.running;
    if (this.#followed.get(id) === followed) this.#followed.delete(id);
  }

  get statuses(): WatchStatus[] {
    return [...this.#followed.values()].map(({ keeper }) => keeper.status);
  }

  /**
   * The markets of an exchange that have all words of the search in their names, the best fitting first; all of them for
   * an empty search. Not older than ten minutes.
   *
   * @throws {UnknownExchangeError} {ExchangeFailure} the last one when the exchange doesn't answer and never did
   */
  async markets(exchange: string, search: MarketSearch = {}): Promise<Market[]> {
    const { markets } = await this.#connectionTo(exchange);
    const all = await markets.recent().catch(() => markets.all());
    return searchMarkets([...all.values()], search);
  }

  async dispose(): Promise<void> {
    const removing = [...this.#followed.keys()].map((id) => this.remove(id));
    const connections = await Promise.allSettled(this.#connections.values());
    for (const result of connections) if (result.status === 'fulfilled') result.value.dispose();
    this.#connections.clear();
    await Promise.all(removing);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #livingOf(exchange: string): Followed[] {
    return [...this.#followed.values()].filter(
      ({ watch, keeper }) => watch.exchange === exchange && keeper.status.state !== 'STOPPED',
    );
  }

  #connectionTo(exchange: string): Promise<ExchangeConnection> {
    const known = this.#connections.get(exchange);
    if (known) return known;
    const { hosts, deadlineMs } = this.#options;
    const host = hosts?.get(exchange);
    const opening = ExchangeConnection.open({ exchange, host, clock: this.#clock, deadlineMs });
    this.#connections.set(exchange, opening);
    opening.catch(() => this.#connections.delete(exchange));
    return opening;
  }

  #start(watch: MarketWatch, connection: ExchangeConnection): WatchStatus {
    const { onStatus = () => undefined } = this.#options;
    const newestOpenTime = watch.known?.at(-1)?.openTime ?? null;
    const keeper = new WatchStatusKeeper({ ...watch, newestOpenTime }, this.#clock, onStatus);
    const end = new AbortController();
    const running = this.#run(watch, connection, keeper, end.signal);
    this.#followed.set(watch.id, { watch, keeper, end, running });
    return keeper.status;
  }

  async #run(
    watch: MarketWatch,
    connection: ExchangeConnection,
    keeper: WatchStatusKeeper,
    signal: AbortSignal,
  ): Promise<void> {
    const { onCandles, onCorrection, onTrouble } = this.#options;
    try {
      const events = followMarketEvents({
        ...watch,
        connection,
        signal,
        clock: this.#clock,
        onTrouble: (trouble) => {
          keeper.trouble(trouble);
          onTrouble?.(watch, trouble);
        },
      });
      for await (const event of events) {
        if (signal.aborted) break;
        if (event.kind === 'candles') await onCandles(watch, event.candles);
        if (event.kind === 'correction') await onCorrection?.(watch, event.before, event.after);
        keeper.event(event);
      }
      keeper.stopped(null);
    } catch (error) {
      keeper.stopped(reasonOf(error));
    }
  }
}
