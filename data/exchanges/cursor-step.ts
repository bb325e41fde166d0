import type { EpochMs, Ohlcv } from '../ohlcv.ts';
import type { Correction } from './recent-candles.ts';

/** Candles that the exchange does not have, as far as can be known. */
export interface MissingCandles {
  /** The first that is missing, and the first that is there again. */
  from: EpochMs;
  to: EpochMs;
  count: number;
  /** Nothing was handed on before: the exchange doesn't keep older candles, or the market is younger. */
  isHead: boolean;
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
