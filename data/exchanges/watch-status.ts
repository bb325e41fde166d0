import type { Clock } from '../clock.ts';
import { type EpochMs, INTERVALS, type Interval } from '../ohlcv.ts';
import type { MarketEvent } from './market-event.ts';
import type { MarketTrouble } from './market-trouble.ts';

/**
 * `STARTING`: nothing that holds was answered yet. `BACKFILLING`: history comes. `LIVE`: the present is reached.
 * `STALE`: the exchange answers, but the next candle is overdue by more than its interval. `FAILING`: it doesn't answer,
 * or with nothing that can be used; tried again at `retryAt`. `STOPPED`: for good, `failure` says why.
 */
export type WatchState = 'STARTING' | 'BACKFILLING' | 'LIVE' | 'STALE' | 'FAILING' | 'STOPPED';

/** How one watch is. Plain data, so that it can be sent between processes. */
export interface WatchStatus {
  id: string;
  exchange: string;
  symbol: string;
  interval: Interval;
  state: WatchState;
  /** Open time of the newest candle that was handed on. */
  newestOpenTime: EpochMs | null;
  /** When the next candle is due, whole. */
  nextExpectedAt: EpochMs | null;
  /** One plain sentence; null while all is well. */
  failure: string | null;
  failingSince: EpochMs | null;
  /** When the exchange is asked again; null while all is well. */
  retryAt: EpochMs | null;
}

const WELL = { failure: null, failingSince: null, retryAt: null };

const SHORTEST_OVERDUE_MS = 60_000;

/** Keeps the status of a watch, and tells each change of it. */
export class WatchStatusKeeper {
  #status: WatchStatus;

  constructor(
    watch: Pick<WatchStatus, 'id' | 'exchange' | 'symbol' | 'interval' | 'newestOpenTime'>,
    readonly clock: Clock,
    readonly onChange: (status: WatchStatus) => void,
  ) {
    const { id, exchange, symbol, interval, newestOpenTime } = watch;
    const key = { id, exchange, symbol, interval };
    this.#status = { ...key, state: 'STARTING', newestOpenTime, nextExpectedAt: null, ...WELL };
  }

  get status(): Readonly<WatchStatus> {
    return this.#status;
  }

  event(event: MarketEvent): void {
    if (event.kind === 'candles') {
      this.#change({ newestOpenTime: event.candles.at(-1)?.openTime ?? this.#status.newestOpenTime });
    } else if (event.kind === 'position') this.#position(event);
  }

  trouble(trouble: MarketTrouble): void {
    if (trouble.kind !== 'failing') return;
    const retryAt = trouble.nextAttemptAt;
    this.#change({ ...this.#failure('FAILING', trouble.message, this.clock.now()), retryAt });
  }

  /** @param reason one sentence; null when nobody wants it any more */
  stopped(reason: string | null): void {
    const failure = reason === null ? WELL : this.#failure('STOPPED', reason, this.clock.now());
    this.#change({ ...failure, state: 'STOPPED', nextExpectedAt: null, retryAt: null });
  }

  #position({ isLive, dueAt }: MarketEvent & { kind: 'position' }): void {
    const { exchange, symbol, interval } = this.#status;
    const overdueMs = this.clock.now() - dueAt;
    if (isLive && overdueMs > Math.max(INTERVALS[interval], SHORTEST_OVERDUE_MS)) {
      const due = new Date(dueAt).toISOString();
      const reason = `${exchange} answers, but has no new ${interval} candle of ${symbol}, due at ${due}`;
      this.#change({ ...this.#failure('STALE', reason, dueAt), nextExpectedAt: dueAt, retryAt: null });
      return;
    }
    this.#change({ ...WELL, state: isLive ? 'LIVE' : 'BACKFILLING', nextExpectedAt: dueAt });
  }

  /** The same failure again has begun when it first did. */
  #failure(state: WatchState, reason: string, since: EpochMs) {
    const failure = /[.!?]$/.test(reason) ? reason : `${reason}.`;
    const failingSince = this.#status.state === state ? (this.#status.failingSince ?? since) : since;
    return { state, failure, failingSince };
  }

  #change(change: Partial<WatchStatus>): void {
    const before = this.#status;
    const after = { ...before, ...change };
    this.#status = after;
    const names = Object.keys(change) as (keyof WatchStatus)[];
    if (names.some((name) => before[name] !== after[name])) this.onChange(after);
  }
}
