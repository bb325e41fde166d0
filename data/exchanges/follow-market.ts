import { WALL_CLOCK, type Clock } from '../clock.ts';
import { GrowingPauses } from '../growing-pauses.ts';
import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';
import { pauseAtLeast } from '../retry.ts';
import { ExchangeConnection } from './exchange-connection.ts';
import { untilAborted } from './until-aborted.ts';
import { ExchangeFailure, UnknownIntervalError, UnknownMarketError } from './exchange-errors.ts';
import type { ExchangeHosts } from './exchange-hosts.ts';
import { keptFrom } from './exchange-profile.ts';
import { ImpossibleRows, ImpossibleRowsError } from './impossible-rows.ts';
import { MarketCursor, type CursorStep } from './market-cursor.ts';
import {
  correctedTrouble,
  impossibleTrouble,
  missingTrouble,
  type MarketName,
  type MarketTrouble,
} from './market-trouble.ts';
import type { Market } from './market.ts';

const FAILURE_PAUSES = { firstPauseMs: 1_000, longestPauseMs: 60_000 };

/** A machine may sleep, or its clock be set: the time is read again at least this often. */
const LONGEST_WAIT_MS = 30_000;

/** After so many failures in a row, and then as often again, it is asked whether the market is still listed. */
const FAILURES_BEFORE_DOUBT = 5;

/** So many verified lists of markets, ten minutes apart, must lack it. */
const BELIEVED_LISTS = 2;

/** A new candle is often a moment late, or its interval had no trade: that is worth a word only when it lasts. */
const REPORTED_DOUBTS = 5;

export interface FollowMarketOptions {
  /** ccxt's id, such as `kraken`. */
  exchange: string;
  /** ccxt's unified name, such as `BTC/USD`. */
  symbol: string;
  interval: Interval;
  /** The first candle opens at this time or later. */
  from: EpochMs;
  /** Candles that are stored already, ascending, at best those of the last day: what comes goes on after the last one. */
  known?: readonly Ohlcv[];
  /** Ends the source: nothing is left running. */
  signal: AbortSignal;
  /** Told of failures, recoveries, missing and corrected candles. Must not throw. */
  onTrouble?: (trouble: MarketTrouble) => void;
  /** Where requests go instead of the exchanges' own servers. */
  hosts?: ExchangeHosts;
  /** Shared by all who follow the same exchange, for its rate limit; without it this market has one of its own. */
  connection?: ExchangeConnection;
  /** How long after its end a candle is taken. Default 2 s. */
  settleMs?: number;
  clock?: Clock;
}

/** What comes of a market, in the order in which it has to be stored. */
export type MarketEvent =
  /** Closed and new, ascending, at least one. */
  | { kind: 'candles'; candles: Ohlcv[] }
  /** The exchange has changed a closed candle that was handed on (or was known) up to a day ago. */
  | { kind: 'correction'; before: Ohlcv; after: Ohlcv }
  /**
   * An answer that holds. `next` is the open time of the next candle; it is due, whole, at `dueAt`. From there up to
   * `reached` nothing was found so far.
   */
  | { kind: 'position'; next: EpochMs; dueAt: EpochMs; isLive: boolean; reached: EpochMs };

/**
 * The closed candles of a market, ascending and each once: history page by page, then for ever each candle once it is
 * final. The running candle never comes, and nothing is made up: what the exchange doesn't have is told to `onTrouble`.
 * Failures of any kind are retried with growing pauses, for as long as it takes.
 *
 * @throws {UnknownExchangeError} {UnknownIntervalError} {UnknownMarketError} the last one also later, when verified
 *   lists of the exchange's markets no longer have it; nothing else
 * @example for await (const event of followMarketEvents({ exchange: 'kraken', symbol: 'BTC/USD', interval: '1h', from, signal }))
 */
export async function* followMarketEvents(
  options: FollowMarketOptions,
): AsyncGenerator<MarketEvent, undefined> {
  const { exchange, hosts, clock = WALL_CLOCK, signal, connection } = options;
  const own = connection
    ? undefined
    : await ExchangeConnection.open({ exchange, host: hosts?.get(exchange), clock });
  const end = () => own?.dispose();
  signal.addEventListener('abort', end, { once: true });
  try {
    const used = connection ?? own;
    if (used) yield* new MarketFollower(options, used, clock).events();
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/**
 * As `followMarketEvents`, the candles alone; corrections are told to `onTrouble`.
 *
 * @throws as `followMarketEvents`
 */
export async function* followMarket(options: FollowMarketOptions): AsyncGenerator<Ohlcv, undefined> {
  for await (const event of followMarketEvents(options)) {
    if (event.kind !== 'candles') continue;
    for (const candle of event.candles) {
      yield candle;
      if (options.signal.aborted) return;
    }
  }
}

class MarketFollower {
  readonly #name: MarketName;
  readonly #signal: AbortSignal;
  readonly #onTrouble: (trouble: MarketTrouble) => void;
  readonly #pauses = new GrowingPauses(FAILURE_PAUSES);
  readonly #quietPauses: GrowingPauses;
  readonly #impossible = new ImpossibleRows();
  #failures = 0;
  #isReported = false;
  /** The last attempt had an answer, which is not believed yet. */
  #isInDoubt = false;
  /** When the lists of markets that lack it were answered. */
  #listsWithout = new Set<number>();

  constructor(
    readonly options: FollowMarketOptions,
    readonly connection: ExchangeConnection,
    readonly clock: Clock,
  ) {
    const { exchange, symbol, interval, signal, onTrouble = () => undefined } = options;
    this.#name = { exchange, symbol, interval };
    this.#signal = signal;
    this.#onTrouble = onTrouble;
    // A candle that is late is handed on at most a twelfth of its interval after it came.
    const longestPauseMs = Math.min(300_000, Math.max(5_000, INTERVALS[interval] / 12));
    this.#quietPauses = new GrowingPauses({ firstPauseMs: 2_000, longestPauseMs });
  }

  async *events(): AsyncGenerator<MarketEvent, undefined> {
    const { interval, from, known = [], settleMs = 2_000 } = this.options;
    const { profile, intervals, id } = this.connection;
    if (!intervals.includes(interval)) throw new UnknownIntervalError(id, intervals, interval);
    const market = await this.#market();
    if (!market) return;
    const cursor = new MarketCursor({
      interval,
      from,
      known,
      settleMs,
      pageSize: profile.pageSize[market.kind],
      emptyIntervals: profile.emptyIntervals,
      mostCandlesBack: profile.refusesOlder ? profile.keepsNewest : undefined,
    });
    // The first question is not put off: whether the market is there, and what was changed meanwhile, shows at once.
    for (let isFirst = true; !this.#signal.aborted;) {
      if (!isFirst && (await this.#isEarly(cursor))) continue;
      isFirst = false;
      const step = await this.#ask(cursor, market);
      if (!step) continue;
      this.#report(step);
      yield* eventsOf(step, cursor);
      if (!this.#signal.aborted) await this.#afterStep(step);
    }
  }

  /** Waits, at most for a while, when the next candle can't be there yet. */
  async #isEarly(cursor: MarketCursor): Promise<boolean> {
    const early = cursor.dueAt - this.clock.now();
    if (early > 0) await this.clock.wait(Math.min(early, LONGEST_WAIT_MS), this.#signal);
    return early > 0;
  }

  async #market(): Promise<Market | undefined> {
    const { symbol, exchange } = this.options;
    while (!this.#signal.aborted) {
      try {
        const market = (await untilAborted(this.connection.markets.all(), this.#signal)).get(symbol);
        if (market) return market;
        // The list may be an old one, from before the market was there.
        const listed = (await untilAborted(this.connection.markets.recent(), this.#signal)).get(symbol);
        if (listed) return listed;
      } catch (error) {
        await this.#fail(error);
        continue;
      }
      throw new UnknownMarketError(exchange, symbol);
    }
    return undefined;
  }

  async #ask(cursor: MarketCursor, market: Market): Promise<CursorStep | undefined> {
    const { interval } = this.options;
    try {
      const kind = cursor.isLive ? 'poll' : 'history';
      const leaveOut = this.#impossible.believed;
      const asked = this.connection.candles({
        market,
        interval,
        kind,
        leaveOut,
        ...cursor.question(this.clock.now()),
      });
      const answer = await untilAborted(asked, this.#signal);
      return cursor.take(answer, this.clock.now());
    } catch (error) {
      if (error instanceof ImpossibleRowsError) this.#leaveOutWhatLasts(error);
      await this.#refuseDelisted(await this.#fail(error));
      return undefined;
    }
  }

  #leaveOutWhatLasts({ rows }: ImpossibleRowsError): void {
    const proved = this.#impossible.add(rows);
    if (proved.length > 0) this.#onTrouble(impossibleTrouble(this.#name, proved));
  }

  #report({ missing, corrected }: CursorStep): void {
    const { interval } = this.options;
    for (const one of missing) {
      const kept = keptFrom(this.connection.profile, { first: one.to, now: this.clock.now(), interval });
      this.#onTrouble(missingTrouble(this.#name, one, kept));
    }
    for (const { before, after } of corrected) this.#onTrouble(correctedTrouble(this.#name, before, after));
  }

  async #afterStep({ next, candles }: CursorStep): Promise<void> {
    if (typeof next === 'object') {
      const { exchange, symbol, interval } = this.#name;
      // It answers again: what it says is asked for again soon, however long it was away.
      if (!this.#isInDoubt) this.#pauses.reset();
      this.#isInDoubt = true;
      await this.#pause(`${exchange} ${symbol} ${interval}: ${next.doubt}`, 0, REPORTED_DOUBTS);
      return;
    }
    this.#recover();
    if (candles.length > 0) this.#quietPauses.reset();
    else if (next === 'wait') await this.clock.wait(this.#quietPauses.next(), this.#signal);
  }

  /** Pauses after a failure; anything else that was thrown is a bug of ours and goes on up. */
  async #fail(error: unknown): Promise<number> {
    if (this.#signal.aborted) return 0;
    if (!(error instanceof ExchangeFailure)) throw error;
    this.#isInDoubt = false;
    await this.#pause(error.message, error.retryAfterMs);
    return this.#failures;
  }

  async #pause(message: string, retryAfterMs: number, reportFrom = 1): Promise<void> {
    const pauseMs = pauseAtLeast(this.#pauses.next(), retryAfterMs);
    const attempt = ++this.#failures;
    if (attempt >= reportFrom) {
      this.#isReported = true;
      this.#onTrouble({ kind: 'failing', message, attempt, nextAttemptAt: this.clock.now() + pauseMs });
    }
    await this.clock.wait(pauseMs, this.#signal);
  }

  #recover(): void {
    const attempts = this.#failures;
    this.#failures = 0;
    this.#isInDoubt = false;
    this.#listsWithout.clear();
    this.#pauses.reset();
    const message = `${this.#name.exchange} answers again, after ${attempts} failed attempts`;
    if (this.#isReported) this.#onTrouble({ kind: 'recovered', message, attempts });
    this.#isReported = false;
  }

  /** A market is gone when the exchange's list lacks it, not when an answer says so. */
  async #refuseDelisted(failures: number): Promise<void> {
    if (failures === 0 || failures % FAILURES_BEFORE_DOUBT !== 0 || this.#signal.aborted) return;
    const { exchange, symbol } = this.options;
    const { markets } = this.connection;
    try {
      if ((await untilAborted(markets.recent(), this.#signal)).has(symbol)) return;
    } catch (error) {
      if (error instanceof ExchangeFailure || this.#signal.aborted) return;
      throw error;
    }
    this.#listsWithout.add(markets.loadedAt);
    if (this.#listsWithout.size >= BELIEVED_LISTS) throw new UnknownMarketError(exchange, symbol);
  }
}

function* eventsOf({ corrected, candles, next }: CursorStep, cursor: MarketCursor): Generator<MarketEvent> {
  for (const correction of corrected) yield { kind: 'correction', ...correction };
  if (candles.length > 0) yield { kind: 'candles', candles };
  if (typeof next === 'object') return;
  const { next: following, dueAt, isLive, reached } = cursor;
  yield { kind: 'position', next: following, dueAt, isLive, reached };
}
