import type { EpochMs } from '@detective/data';
import type { AnomalyKind } from './anomaly-kind.ts';

export type JudgementStatus = 'WARMING_UP' | 'SCORED';

/**
 * The judgement of one candle, made from the candles before it. Prices in the quote currency. While the detector
 * warms up, every number is null: no score yet is not a score of zero.
 */
export interface Judgement {
  status: JudgementStatus;
  /** Predicted high of this candle, made when the previous one closed. */
  forecastHigh: number | null;
  forecastLow: number | null;
  /** Not negative; higher is more anomalous. */
  anomalyScore: number | null;
  /** The score above which this candle is an anomaly, in force before the candle was seen. */
  threshold: number | null;
  /** A high above this price alone makes the candle an anomaly. */
  upperLimit: number | null;
  /** A low below this price alone makes the candle an anomaly. */
  lowerLimit: number | null;
  /** Nine candles in ten lie wholly between these two: the central prediction interval. */
  usualHigh: number | null;
  usualLow: number | null;
  isAnomaly: boolean;
  /** Strongest first; empty where `isAnomaly` is false. */
  kinds: AnomalyKind[];
  /** A candle this extreme is expected once in so many hours; null for a fault of the feed, which has no such rate. */
  returnPeriodHours: number | null;
  /** One plain sentence for a person; null where `isAnomaly` is false. */
  reason: string | null;
  /** How much each view gave to the score, the largest first; empty where `isAnomaly` is false, and for a fault of the feed. */
  contributions: Contribution[];
}

/** What one view gave to the score of an anomaly. */
export interface Contribution {
  view: string;
  /** −log10 of the probability of what it measured, or of more. */
  surprisal: number;
  /** The part of the score that is due to it; all of them add up to 1. */
  fraction: number;
}

/** What the detector expects of the next candle. */
export interface Forecast {
  openTime: EpochMs;
  high: number;
  low: number;
  upperLimit: number;
  lowerLimit: number;
  usualHigh: number | null;
  usualLow: number | null;
}
