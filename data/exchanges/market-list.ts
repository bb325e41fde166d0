import type { Clock } from '../clock.ts';
import { GrowingPauses } from '../growing-pauses.ts';
import { ExchangeFailure } from './exchange-errors.ts';
import type { Market } from './market.ts';

/** Loading asks for much: not more often than this, whoever wants to know. */
const SHORTEST_AGE_MS = 10 * 60_000;

/** Many may want to know while the exchange is away: it is asked once for all of them, with growing pauses. */
const FAILURE_PAUSES = { firstPauseMs: 1_000, longestPauseMs: 60_000 };

export interface MarketListOptions {
  exchange: string;
  clock: Clock;
  /** Asks the exchange. Throws an `ExchangeFailure` when it has no whole answer. */
  load: () => Promise<Market[]>;
}

/**
 * The markets of an exchange as last verified. A list that is empty or has lost more than half of a kind is an outage,
 * not a mass delisting: the old one stays.
 */
export class MarketList {
  readonly #options: MarketListOptions;
  /** A Map, because symbols come from outside. */
  #markets: ReadonlyMap<string, Market> | undefined;
  /** As all times here by `Clock.elapsed`, which goes on evenly when the clock is set. */
  #loadedAt = -Infinity;
  readonly #pauses = new GrowingPauses(FAILURE_PAUSES);
  #failure: { message: string; until: number } | undefined;
  #loading: Promise<ReadonlyMap<string, Market>> | undefined;

  constructor(options: MarketListOptions) {
    this.#options = options;
  }

  /** All markets; asks the exchange only where none are known yet. Throws an `ExchangeFailure`. */
  async all(): Promise<ReadonlyMap<string, Market>> {
    return this.#markets ?? this.reload();
  }

  /** As `all`, but not older than ten minutes. */
  async recent(): Promise<ReadonlyMap<string, Market>> {
    const isRecent = this.#options.clock.elapsed() - this.#loadedAt < SHORTEST_AGE_MS;
    return this.#markets && isRecent ? this.#markets : this.reload();
  }

  /** When the list was answered, by `Clock.elapsed`. */
  get loadedAt(): number {
    return this.#loadedAt;
  }

  /**
   * Asks the exchange; callers at the same time share one answer. Throws an `ExchangeFailure`, for a while the last one
   * without asking again.
   */
  reload(): Promise<ReadonlyMap<string, Market>> {
    this.#loading ??= this.#reloadUnlessResting().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #reloadUnlessResting(): Promise<ReadonlyMap<string, Market>> {
    const { clock } = this.#options;
    const restMs = (this.#failure?.until ?? -Infinity) - clock.elapsed();
    if (this.#failure && restMs > 0) {
      throw new ExchangeFailure(this.#failure.message, restMs);
    }
    try {
      const markets = await this.#reload();
      this.#pauses.reset();
      this.#failure = undefined;
      return markets;
    } catch (error) {
      if (error instanceof ExchangeFailure) {
        this.#failure = { message: error.message, until: clock.elapsed() + this.#pauses.next() };
      }
      throw error;
    }
  }

  async #reload(): Promise<ReadonlyMap<string, Market>> {
    const markets = await this.#options.load();
    for (const kind of ['spot', 'contract'] as const) {
      const count = markets.filter((market) => market.kind === kind).length;
      const known = [...(this.#markets?.values() ?? [])].filter((market) => market.kind === kind).length;
      if (count < known / 2) this.#refuse(`${known} ${kind} markets`, count);
    }
    if (markets.length === 0) this.#refuse('markets', 0);
    this.#markets = new Map(markets.map((market) => [market.symbol, market]));
    this.#loadedAt = this.#options.clock.elapsed();
    return this.#markets;
  }

  #refuse(expected: string, received: number): never {
    throw new ExchangeFailure(`${this.#options.exchange}: expected ${expected}, received ${received}`);
  }
}
