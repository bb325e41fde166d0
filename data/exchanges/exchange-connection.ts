import { WALL_CLOCK, type Clock } from '../clock.ts';
import type { EpochMs, Interval, Ohlcv } from '../ohlcv.ts';
import { unitOfVolume } from './base-volume.ts';
import { CallGate, type CallKind } from './call-gate.ts';
import { CcxtClient, DEFAULT_SPACING_MS, type CallResult } from './ccxt-client.ts';
import { ExchangeFailure, failureOf, UnknownExchangeError } from './exchange-errors.ts';
import { intervalsOf, profileOf, type ExchangeProfile } from './exchange-profile.ts';
import { finalTime } from './final-time.ts';
import { createCcxtExchange, type CcxtExchange } from './load-ccxt.ts';
import { MarketList } from './market-list.ts';
import { readMarket, type Market } from './market.ts';
import { Pacer } from './pacer.ts';
import { PollBudget } from './poll-budget.ts';
import { verifyRows } from './verify-rows.ts';

const CALLS_IN_FLIGHT = 4;
/** Loading the markets takes up to 21 requests, most of them one after the other. */
const REQUESTS_OF_A_LOAD = 21;

export interface ConnectionOptions {
  /** ccxt's id, such as `kraken`. */
  exchange: string;
  /** Where requests go instead of the exchange's own servers. */
  host?: URL | undefined;
  clock?: Clock;
  /** How long one answer may take. Default 20 s. */
  deadlineMs?: number;
  /** Default 64 MB: the markets of a large exchange take 15. */
  largestAnswerBytes?: number;
}

export interface CandleQuestion {
  market: Market;
  interval: Interval;
  /** The first candle opens at this time or later; whole milliseconds. */
  since: EpochMs;
  limit: number;
  /** Default `poll`. */
  kind?: CallKind;
  /** Impossible rows, by their texts, that refuse the answer no more. */
  leaveOut?: ReadonlySet<string>;
}

export interface CandleAnswer {
  /** Ascending and verified; the last one is running unless it is final. */
  candles: Ohlcv[];
  /** The newest open time that the exchange itself calls final. */
  finalTime: EpochMs | undefined;
}

interface Call {
  client: CcxtClient;
  kind: CallKind;
  deadlineMs: number;
}

/**
 * All requests to one exchange: spaced by its rate limit, a few at a time, each with a deadline of its own, and every
 * answer checked. A ccxt object that missed a deadline is thrown away, because a call of it may never settle; the
 * markets that it knew go to the next one.
 */
export class ExchangeConnection implements Disposable {
  readonly id: string;
  readonly profile: ExchangeProfile;
  readonly intervals: readonly Interval[];
  readonly markets: MarketList;
  readonly budget: PollBudget;
  readonly #options: Required<Omit<ConnectionOptions, 'host'>> & { host: URL | undefined };
  readonly #end = new AbortController();
  readonly #pacer: Pacer;
  readonly #gate: CallGate;
  #client: CcxtClient | undefined;
  /** Loads the markets, and is the next client once it has them. */
  #loader: CcxtClient | undefined;
  /** ccxt's own account of the markets, for its next object. */
  #ccxtMarkets: object[] | undefined;

  private constructor(options: ConnectionOptions, sample: CcxtExchange) {
    const { exchange, host, clock = WALL_CLOCK, deadlineMs = 20_000, largestAnswerBytes = 64e6 } = options;
    this.#options = { exchange, host, clock, deadlineMs, largestAnswerBytes };
    this.id = exchange;
    this.profile = profileOf(exchange);
    this.intervals = intervalsOf(exchange, sample.timeframes);
    this.#pacer = new Pacer({ exchange, clock, signal: this.#end.signal });
    const spacingMs = (sample.rateLimit ?? DEFAULT_SPACING_MS) * (this.profile.candleCost ?? 1);
    this.budget = new PollBudget(exchange, spacingMs);
    this.#gate = new CallGate({ exchange, callsInFlight: CALLS_IN_FLIGHT });
    this.markets = new MarketList({ exchange, clock, load: () => this.#loadMarkets() });
  }

  /**
   * Asks for nothing yet.
   *
   * @throws {UnknownExchangeError} for a name that is no exchange whose candles ccxt can ask for
   */
  static async open(options: ConnectionOptions): Promise<ExchangeConnection> {
    const sample = await createCcxtExchange(options.exchange, {});
    if (sample.has.fetchOHLCV !== true) throw new UnknownExchangeError(options.exchange);
    return new ExchangeConnection(options, sample);
  }

  /**
   * One page of candles.
   *
   * @throws {ExchangeFailure} when there is no answer, or one that can't be used
   * @throws {ImpossibleRowsError} for one that can be used but for some rows
   */
  async candles(question: CandleQuestion): Promise<CandleAnswer> {
    const { exchange, clock, deadlineMs } = this.#options;
    const { market, interval, since, limit, kind = 'poll', leaveOut } = question;
    const client = await this.#readyClient();
    const call: Call = { client, kind, deadlineMs: 2 * deadlineMs };
    const { result, text, spacingMs } = await this.#run(call, (ccxt) =>
      ccxt.fetchOHLCV(market.symbol, interval, since, limit),
    );
    if (spacingMs > 0) this.budget.learn(spacingMs);
    const unit = unitOfVolume(this.profile, market);
    const candles = verifyRows(result, {
      ...{ exchange, interval, now: clock.now(), unitOfVolume: unit },
      ...(leaveOut && { leaveOut }),
    });
    return { candles, finalTime: finalTime(exchange, text) };
  }

  /** Ends the requests that are under way. */
  dispose(): void {
    this.#end.abort(new ExchangeFailure(`${this.id} is no longer followed`));
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** A client that knows the markets. */
  async #readyClient(): Promise<CcxtClient> {
    await this.markets.all();
    if (this.#client) return this.#client;
    const client = await this.#createClient();
    client.exchange.setMarkets(this.#ccxtMarkets);
    this.#client ??= client;
    return this.#client;
  }

  /**
   * Never with the object in use, whose markets an answer that is none would take. `true`, because after a first attempt
   * that failed it would repeat that failure without asking.
   */
  async #loadMarkets(): Promise<Market[]> {
    const client = (this.#loader ??= await this.#createClient());
    const deadlineMs = this.#options.deadlineMs * REQUESTS_OF_A_LOAD;
    await this.#run({ client, kind: 'history', deadlineMs }, (ccxt) => ccxt.loadMarkets(true));
    const entries: object[] = Object.values(client.exchange.markets ?? {});
    const markets = entries.flatMap((entry) => readMarket(entry) ?? []);
    if (markets.length > 0) {
      this.#ccxtMarkets = entries;
      this.#client = client;
      this.#loader = undefined;
    }
    return markets;
  }

  #createClient(): Promise<CcxtClient> {
    return CcxtClient.create({
      ...this.#options,
      pacer: this.#pacer,
      signal: this.#end.signal,
      onLate: (client) => {
        if (this.#client === client) this.#client = undefined;
        if (this.#loader === client) this.#loader = undefined;
      },
    });
  }

  /** A call when it is its turn, and failures of one kind. */
  async #run<Result>(
    { client, kind, deadlineMs }: Call,
    ask: (ccxt: CcxtExchange) => Promise<Result>,
  ): Promise<CallResult<Result>> {
    try {
      return await this.#gate.pass(kind, () => client.call(deadlineMs, ask));
    } catch (error) {
      const failure = failureOf(this.id, error);
      // It asks us all to leave it alone, not only the one who was told.
      this.#pacer.rest(failure);
      throw failure;
    }
  }
}
