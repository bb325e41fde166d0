import type { Ohlcv } from '@detective/data';
import type { AnomalyKind } from '../anomaly-kind.ts';
import type { Expectation } from '../expectation.ts';

/** One thing that a view measures about a candle. */
export interface Reading {
  /** What the candle is called when this is anomalous. */
  readonly kind: AnomalyKind;
  /**
   * The tail by which its values are judged, by name. It is fitted to the training years: to this reading, or to the
   * largest of those that share the name.
   */
  readonly tail: string;
  /**
   * The price that alone decides it; it then is a line over the log of that price, rises as a high rises or a low falls,
   * and takes part in the limits. Absent where it takes more than one price.
   */
  readonly price?: 'high' | 'low';
  /** How far the candle is from what was expected, in a unit that doesn't depend on the market; NaN where it can't be told. */
  measure(expectation: Expectation, candle: Ohlcv): number;
  /** The beginning of a sentence that says so with numbers; null where it would be no news. */
  phrase(expectation: Expectation, candle: Ohlcv): string | null;
}

/**
 * One way to look at a candle. The anomaly score is the rarer of two: what the views add up to, and what one of them
 * finds alone. Score, limits, manifest, calibration, reasons and the evaluation all walk the same list of views.
 */
export interface View {
  readonly name: string;
  /** How much its surprisal counts in the sum of the views. */
  readonly weight: number;
  /** How much it counts alone, as a share of what the sum counts: what it finds so rare is an anomaly without the others. */
  readonly share: number;
  /** Of several readings the one with the largest surprisal counts. */
  readonly readings: readonly Reading[];
}
