import type { EpochMs, Interval, Ohlcv } from '../ohlcv.ts';
import type { ExchangeProfile } from './exchange-profile.ts';
import type { Correction } from './recent-candles.ts';

export interface CursorOptions {
  interval: Interval;
  from: EpochMs;
  /** Handed on by an earlier cursor, ascending: this one goes on after the last of them. */
  known?: readonly Ohlcv[];
  pageSize: number;
  emptyIntervals: ExchangeProfile['emptyIntervals'];
  /** A question that begins more candles back is refused. */
  mostCandlesBack?: number | undefined;
  /** How long after its end a candle is taken, although a newer one is there: late trades may still change it. */
  settleMs: number;
  /** What else the exchange has. */
  intervals: readonly Interval[];
  /** What a request takes of its rate limit. */
  requestMs: number;
}

/** Candles that the exchange does not have, as far as can be known. */
export interface MissingCandles {
  /** The first that is missing, and the first that is there again. */
  from: EpochMs;
  to: EpochMs;
  count: number;
  /** Nothing was handed on before: the exchange doesn't keep older candles, or the market is younger. */
  isHead: boolean;
  /** Requests for them are refused. */
  isRefused: boolean;
}

export interface CursorStep {
  /** Candles to hand on, each once and in order. */
  candles: Ohlcv[];
  missing: MissingCandles[];
  /** Candles that were handed on with other values. */
  corrected: Correction[];
  /** Ask on at once; ask again after a pause, for the reason; or wait for the next candle. */
  next: 'ask' | 'wait' | { doubt: string };
}
