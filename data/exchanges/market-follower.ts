import type { Clock } from '../clock.ts';
import { GrowingPauses } from '../growing-pauses.ts';
import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../ohlcv.ts';
import type { CursorStep } from './cursor-step.ts';
import type { ExchangeConnection } from './exchange-connection.ts';
import { ExchangeFailure, UnknownIntervalError, UnknownMarketError } from './exchange-errors.ts';
import { keptFrom } from './exchange-profile.ts';
import { FailureStreak } from './failure-streak.ts';
import { ImpossibleRows, ImpossibleRowsError } from './impossible-rows.ts';
import { MarketCursor } from './market-cursor.ts';
import type { MarketEvent } from './market-event.ts';
import { MarketListing } from './market-listing.ts';
import {
  correctedTrouble,
  impossibleTrouble,
  missingTrouble,
  type MarketName,
  type MarketTrouble,
} from './market-trouble.ts';
import type { Market } from './market.ts';
import { untilAborted } from './until-aborted.ts';

/** A machine may sleep, or its clock be set: the time is read again at least this often. */
const LONGEST_WAIT_MS = 30_000;

export interface FollowerOptions {
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
  /** How long after its end a candle is taken. Default 2 s. */
  settleMs?: number;
}

/** Asks for the candles of one market, for as long as it takes, and tells what comes of the answers. */
export class MarketFollower {
  readonly #name: MarketName;
  readonly #signal: AbortSignal;
  readonly #onTrouble: (trouble: MarketTrouble) => void;
  readonly #streak: FailureStreak;
  readonly #listing: MarketListing;
  readonly #quietPauses: GrowingPauses;
  readonly #impossible = new ImpossibleRows();

  constructor(
    readonly options: FollowerOptions,
    readonly connection: ExchangeConnection,
    readonly clock: Clock,
  ) {
    const { exchange, symbol, interval, signal, onTrouble = () => undefined } = options;
    this.#name = { exchange, symbol, interval };
    this.#signal = signal;
    this.#onTrouble = onTrouble;
    this.#streak = new FailureStreak({ name: this.#name, clock, signal, onTrouble });
    this.#listing = new MarketListing({ symbol, markets: connection.markets, signal });
    // A candle that is late is handed on at most a twelfth of its interval after it came.
    const longestPauseMs = Math.min(300_000, Math.max(5_000, INTERVALS[interval] / 12));
    this.#quietPauses = new GrowingPauses({ firstPauseMs: 2_000, longestPauseMs });
  }

  async *events(): AsyncGenerator<MarketEvent, undefined> {
    const { interval, from, known = [], settleMs = 2_000 } = this.options;
    const { profile, intervals, id, budget } = this.connection;
    if (!intervals.includes(interval)) throw new UnknownIntervalError(id, intervals, interval);
    const market = await this.#market();
    if (!market) return;
    const cursor = new MarketCursor({
      interval,
      from,
      known,
      settleMs,
      intervals,
      requestMs: budget.requestMs,
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
    const { exchange, symbol } = this.#name;
    while (!this.#signal.aborted) {
      let market: Market | undefined;
      try {
        market = await this.#listing.find();
      } catch (error) {
        await this.#streak.fail(error);
        continue;
      }
      if (market) return market;
      throw new UnknownMarketError(exchange, symbol);
    }
    return undefined;
  }

  async #ask(cursor: MarketCursor, market: Market): Promise<CursorStep | undefined> {
    try {
      const kind = cursor.isLive ? 'poll' : 'history';
      const leaveOut = this.#impossible.believed;
      const asked = this.connection.candles({
        market,
        kind,
        leaveOut,
        ...cursor.question(this.clock.now()),
      });
      const answer = await untilAborted(asked, this.#signal);
      return cursor.take(answer, this.clock.now());
    } catch (error) {
      const isRefusal = error instanceof ExchangeFailure && error.isRefusal;
      if (cursor.fail(isRefusal, this.clock.now())) return undefined;
      if (error instanceof ImpossibleRowsError) this.#leaveOutWhatLasts(error);
      await this.#refuseDelisted(await this.#streak.fail(error));
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
    if (typeof next === 'object') return this.#streak.doubt(next.doubt);
    this.#listing.confirm();
    this.#streak.end();
    if (candles.length > 0) this.#quietPauses.reset();
    else if (next === 'wait') await this.clock.wait(this.#quietPauses.next(), this.#signal);
  }

  async #refuseDelisted(failures: number): Promise<void> {
    const { exchange, symbol } = this.#name;
    if (await this.#listing.isDelisted(failures)) throw new UnknownMarketError(exchange, symbol);
  }
}

function* eventsOf({ corrected, candles, next }: CursorStep, cursor: MarketCursor): Generator<MarketEvent> {
  for (const correction of corrected) yield { kind: 'correction', ...correction };
  if (candles.length > 0) yield { kind: 'candles', candles };
  if (typeof next === 'object') return;
  const { next: following, dueAt, isLive, reached } = cursor;
  yield { kind: 'position', next: following, dueAt, isLive, reached };
}
