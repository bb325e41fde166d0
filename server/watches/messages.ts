import type { ExchangeEntry, Market, WatchStatus } from '@detective/data/exchanges';
import type { Interval, Ohlcv } from '@detective/data';

/** A market that the worker is told to follow. */
export interface WatchOrder {
  id: string;
  exchange: string;
  symbol: string;
  interval: Interval;
  /** Where to begin while nothing is stored, in ms. */
  from: number;
}

/** What the server asks of the process that follows the exchanges, and what it gets. */
export interface Questions {
  /** Begins to follow; answered when it has begun, which is before the exchange has said anything. */
  add: { asked: WatchOrder; answer: null };
  /** Ends it, after what is being stored. */
  remove: { asked: { id: string }; answer: null };
  /** Whether a market at this interval could be followed beside others of its exchange, as far as that one answers. */
  check: {
    asked: { exchange: string; symbol: string; interval: Interval; others: Interval[] };
    answer: null;
  };
  markets: { asked: { exchange: string; search: string; limit: number }; answer: Market[] };
  exchanges: { asked: null; answer: readonly ExchangeEntry[] };
}

export type QuestionKind = keyof Questions;

/** From the server to the process. */
export type ToWorker =
  | { [Kind in QuestionKind]: { type: Kind; number: number; asked: Questions[Kind]['asked'] } }[QuestionKind]
  /** The correction of this number is stored. */
  | { type: 'stored'; number: number };

export interface CorrectionReport {
  /** Of the watch. */
  id: string;
  exchange: string;
  symbol: string;
  interval: Interval;
  candle: Ohlcv;
}

/** From the process to the server. */
export type FromWorker =
  | { type: 'answer'; number: number; answer: unknown }
  | { type: 'refusal'; number: number; name: string; message: string }
  | { type: 'status'; status: WatchStatus }
  /** For the log. */
  | { type: 'trouble'; message: string }
  /** The watch waits until it is told that this is stored. */
  | { type: 'correction'; number: number; correction: CorrectionReport };
