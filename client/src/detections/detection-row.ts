import type { DetectionFields } from '../api/documents.ts';
import type { EpochMs, Price, Volume } from '../format/units.ts';

export type AnomalyKind = DetectionFields['kinds'][number];
export type Contribution = DetectionFields['contributions'][number];
export type Verdict = NonNullable<DetectionFields['verdict']>;

/** One candle with its judgement; prices in the quote currency, volume in the base currency. */
export interface DetectionRow {
  /** Start of the candle, milliseconds since 1970, UTC. */
  readonly openTime: EpochMs;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  /** Null where it is not known, which is not the same as 0. */
  readonly volume: Volume | null;
  readonly isWarmingUp: boolean;
  readonly forecastHigh: Price | null;
  readonly forecastLow: Price | null;
  readonly anomalyScore: number | null;
  readonly threshold: number | null;
  readonly upperLimit: Price | null;
  readonly lowerLimit: Price | null;
  /** Nine candles in ten stay between these two; null for a candle that was judged before they were stored. */
  readonly usualHigh: Price | null;
  readonly usualLow: Price | null;
  readonly isAnomaly: boolean;
  /** The feed is at fault, and not the market. */
  readonly isFeedFault: boolean;
  readonly kinds: readonly AnomalyKind[];
  readonly returnPeriodHours: number | null;
  readonly reason: string | null;
  /** What each view gave to the score, the largest first; empty where that is not known. */
  readonly contributions: readonly Contribution[];
  /** What a person had said of it when it was loaded. */
  readonly verdict: Verdict | null;
}

/** Flattens what the server sent; the time becomes a number so that rows can be sorted and compared. */
export function toRow({ candle, status, ...judgement }: DetectionFields): DetectionRow {
  const { volumeIsKnown, ...values } = candle;
  return {
    ...values,
    volume: volumeIsKnown ? candle.volume : null,
    openTime: Date.parse(candle.openTime),
    isWarmingUp: status === 'WARMING_UP',
    ...judgement,
  };
}
