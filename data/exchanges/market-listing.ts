import { ExchangeFailure } from './exchange-errors.ts';
import type { MarketList } from './market-list.ts';
import type { Market } from './market.ts';
import { untilAborted } from './until-aborted.ts';

/** After so many failures in a row, and then as often again, it is asked whether the market is still listed. */
const FAILURES_BEFORE_DOUBT = 5;

/** So many verified lists of markets, ten minutes apart, must lack it. */
const BELIEVED_LISTS = 2;

export interface ListingOptions {
  symbol: string;
  markets: MarketList;
  /** Ends the waiting for a list. */
  signal: AbortSignal;
}

/** Whether an exchange lists a market. It is gone when the exchange's list lacks it, not when an answer says so. */
export class MarketListing {
  readonly #options: ListingOptions;
  /** When the lists of markets that lack it were answered. */
  #listsWithout = new Set<number>();

  constructor(options: ListingOptions) {
    this.#options = options;
  }

  /**
   * @returns undefined where no list has it
   * @throws {ExchangeFailure} when the exchange doesn't say what it lists
   */
  async find(): Promise<Market | undefined> {
    const { symbol, markets, signal } = this.#options;
    const market = (await untilAborted(markets.all(), signal)).get(symbol);
    // The list may be an old one, from before the market was there.
    return market ?? (await untilAborted(markets.recent(), signal)).get(symbol);
  }

  /** The market has answered. */
  confirm(): void {
    this.#listsWithout.clear();
  }

  /** Whether, after so many failures in a row, enough lists lack it. */
  async isDelisted(failures: number): Promise<boolean> {
    const { symbol, markets, signal } = this.#options;
    if (failures === 0 || failures % FAILURES_BEFORE_DOUBT !== 0 || signal.aborted) return false;
    try {
      if ((await untilAborted(markets.recent(), signal)).has(symbol)) return false;
    } catch (error) {
      if (error instanceof ExchangeFailure || signal.aborted) return false;
      throw error;
    }
    this.#listsWithout.add(markets.loadedAt);
    return this.#listsWithout.size >= BELIEVED_LISTS;
  }
}
