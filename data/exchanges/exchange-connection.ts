import { AsyncLocalStorage } from 'node:async_hooks';
import { WALL_CLOCK, type Clock } from '../clock.ts';
import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';
import { unitOfVolume } from './base-volume.ts';
import { CallGate, type CallKind } from './call-gate.ts';
import { ExchangeFailure, reasonOf, UnknownExchangeError } from './exchange-errors.ts';
import { intervalsOf, profileOf, type ExchangeProfile } from './exchange-profile.ts';
import { finalTime } from './final-time.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { createCcxtExchange, type CcxtExchange } from './load-ccxt.ts';
import { MarketList } from './market-list.ts';
import { readMarket, type Market } from './market.ts';
import { Pacer } from './pacer.ts';
import { verifyRows } from './verify-rows.ts';

const CALLS_IN_FLIGHT = 4;
/** Loading the markets takes up to 21 requests, most of them one after the other. */
const REQUESTS_OF_A_LOAD = 21;
/** As ccxt does, for an exchange that names none. */
const DEFAULT_SPACING_MS = 2_000;
/** The part of the rate limit that is given to polls; the rest is for history, markets and second looks. */
const SHARE_OF_POLLS = 0.8;
/** Few exchanges answer four questions at a time faster than this, whatever their rate limit allows. */
const SHORTEST_SPACING_MS = 100;

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

/** A ccxt object, and how to end what it has under way. */
interface Client {
  exchange: CcxtExchange;
  end: AbortController;
}

/** What is known of the call in whose course something happens. */
interface Call {
  /** The last answer, which ccxt doesn't hand on as it came. */
  text: string;
  /** What the rate limit asks for after its requests. */
  spacingMs: number;
  /** It waits for its turn under the rate limit: that is no time that the exchange takes. */
  isPaced: boolean;
}

interface Run {
  client: Client;
  call: Call;
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
  readonly #options: Required<Omit<ConnectionOptions, 'host'>> & { host: URL | undefined };
  readonly #end = new AbortController();
  readonly #pacer: Pacer;
  readonly #gate: CallGate;
  readonly #call = new AsyncLocalStorage<Call>();
  #client: Client | undefined;
  /** Loads the markets, and is the next client once it has them. */
  #loader: Client | undefined;
  /** ccxt's own account of the markets, for its next object. */
  #ccxtMarkets: object[] | undefined;
  #requestSpacingMs: number;

  private constructor(options: ConnectionOptions, sample: CcxtExchange) {
    const { exchange, host, clock = WALL_CLOCK, deadlineMs = 20_000, largestAnswerBytes = 64e6 } = options;
    this.#options = { exchange, host, clock, deadlineMs, largestAnswerBytes };
    this.id = exchange;
    this.profile = profileOf(exchange);
    this.intervals = intervalsOf(exchange, sample.timeframes);
    this.#pacer = new Pacer({ exchange, clock, signal: this.#end.signal });
    this.#requestSpacingMs = (sample.rateLimit ?? DEFAULT_SPACING_MS) * (this.profile.candleCost ?? 1);
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

  /** What the rate limit asks for after a request for candles. */
  get requestSpacingMs(): number {
    return Math.max(this.#requestSpacingMs, SHORTEST_SPACING_MS);
  }

  /** How many markets at an interval can be kept fresh within the rate limit. */
  capacity(interval: Interval): number {
    return Math.floor((INTERVALS[interval] * SHARE_OF_POLLS) / this.requestSpacingMs);
  }

  /** Whether markets at these intervals, one each, can all be kept fresh within the rate limit. */
  fits(intervals: readonly Interval[]): boolean {
    const share = intervals.reduce((sum, one) => sum + this.requestSpacingMs / INTERVALS[one], 0);
    return share <= SHARE_OF_POLLS * (1 + 1e-9);
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
    const call: Call = { text: '', spacingMs: 0, isPaced: false };
    const rows = await this.#run({ client, call, kind, deadlineMs: 2 * deadlineMs }, () =>
      client.exchange.fetchOHLCV(market.symbol, interval, since, limit),
    );
    if (call.spacingMs > 0) this.#requestSpacingMs = call.spacingMs;
    const unit = unitOfVolume(this.profile, market);
    const candles = verifyRows(rows, {
      ...{ exchange, interval, now: clock.now(), unitOfVolume: unit },
      ...(leaveOut && { leaveOut }),
    });
    return { candles, finalTime: finalTime(exchange, call.text) };
  }

  /** Ends the requests that are under way. */
  dispose(): void {
    this.#end.abort(new ExchangeFailure(`${this.id} is no longer followed`));
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** A client that knows the markets. */
  async #readyClient(): Promise<Client> {
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
    const call: Call = { text: '', spacingMs: 0, isPaced: false };
    const deadlineMs = this.#options.deadlineMs * REQUESTS_OF_A_LOAD;
    await this.#run({ client, call, kind: 'history', deadlineMs }, () => client.exchange.loadMarkets(true));
    const entries: object[] = Object.values(client.exchange.markets ?? {});
    const markets = entries.flatMap((entry) => readMarket(entry) ?? []);
    if (markets.length > 0) {
      this.#ccxtMarkets = entries;
      this.#client = client;
      this.#loader = undefined;
    }
    return markets;
  }

  async #createClient(): Promise<Client> {
    const { exchange: id, host, clock, deadlineMs, largestAnswerBytes } = this.#options;
    const end = new AbortController();
    const exchange = await createCcxtExchange(id, { timeout: 2 * deadlineMs, enableRateLimit: true });
    exchange.fetchImplementation = guardedFetch({
      exchange: id,
      host,
      deadlineMs,
      largestAnswerBytes,
      signal: AbortSignal.any([end.signal, this.#end.signal]),
      onAnswer: (text) => Object.assign(this.#call.getStore() ?? {}, { text }),
    });
    exchange.throttle = (cost = 1) => this.#pace(cost * (exchange.rateLimit ?? DEFAULT_SPACING_MS));
    // What it computes from the time has to fit what it is asked for.
    exchange.milliseconds = () => clock.now();
    exchange.seconds = () => Math.floor(clock.now() / 1_000);
    leaveOutOptions(exchange);
    return { exchange, end };
  }

  async #pace(spacingMs: number): Promise<void> {
    const call = this.#call.getStore();
    if (!call) return this.#pacer.take(spacingMs);
    call.spacingMs += spacingMs;
    call.isPaced = true;
    try {
      await this.#pacer.take(spacingMs);
    } finally {
      call.isPaced = false;
    }
  }

  /** A call with a deadline that holds whatever ccxt does, and failures of one kind. */
  async #run<Result>({ client, call, kind, deadlineMs }: Run, ask: () => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = () =>
      new Promise<never>((_, reject) => {
        const arm = (milliseconds: number) => {
          timer = setTimeout(() => (call.isPaced ? arm(deadlineMs) : end()), milliseconds);
        };
        const end = () => {
          if (this.#client === client) this.#client = undefined;
          if (this.#loader === client) this.#loader = undefined;
          client.end.abort();
          reject(new ExchangeFailure(`${this.id} gave no answer within ${deadlineMs / 1_000} s`));
        };
        arm(deadlineMs + this.#pacer.backlogMs);
      });
    try {
      return await this.#gate.pass(kind, () => Promise.race([this.#call.run(call, ask), late()]));
    } catch (error) {
      if (!(error instanceof ExchangeFailure)) {
        // ccxt begins with the name of the exchange, too.
        const reason = reasonOf(error);
        const isNamed = reason.startsWith(`${this.id} `);
        throw new ExchangeFailure(`${this.id}: ${isNamed ? reason.slice(this.id.length + 1) : reason}`);
      }
      // It asks us all to leave it alone, not only the one who was told.
      this.#pacer.rest(error.retryAfterMs);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Options have candles of their own kind and take most of the requests of loading. */
function leaveOutOptions(exchange: CcxtExchange): void {
  const settings: unknown = Reflect.get(exchange.options, 'fetchMarkets');
  if (typeof settings !== 'object' || settings === null) return;
  const types: unknown = Reflect.get(settings, 'types');
  if (Array.isArray(types))
    Reflect.set(
      settings,
      'types',
      types.filter((type) => type !== 'option'),
    );
}
